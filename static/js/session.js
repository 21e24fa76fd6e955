// The session of the person a page was made for: whether it still runs, and signing in again without leaving the page.
"use strict";

const session = (() => {
  const dialog = document.getElementById("sign-in-again");
  const words = dialog?.dataset ?? {};
  const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

  // "same", "ended", "other" (somebody else has signed in in this browser) or "offline".
  async function state() {
    const response = await fetch(words.signedIn, { cache: "no-store" }).catch(() => null);
    if (!response?.ok) return "offline";
    const person = await response.text();
    if (person === words.person) return "same";
    return person ? "other" : "ended";
  }

  // True once the person has signed in again, false if they closed the dialog.
  function ask() {
    if (!dialog.open) dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "signed in"), { once: true });
    });
  }

  function refuse(text) {
    const line = dialog.querySelector("[data-refused]");
    line.textContent = text;
    line.hidden = !text;
  }

  dialog?.addEventListener("cancel", () => { dialog.returnValue = ""; });
  dialog?.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const password = dialog.querySelector("[type=password]");
    const body = new URLSearchParams({ login: dialog.querySelector("[type=email]").value, password: password.value });
    const response = await fetch(words.login, {
      method: "POST", body, headers: { "X-CSRFToken": csrf(), "X-Requested-With": "XMLHttpRequest" },
    }).catch(() => null);
    if (!response) return refuse(words.offline);
    if (!response.ok) return refuse(words.mismatch);
    password.value = "";
    if (await isBack()) return;
    refuse(await state() === "other" ? words.other : words.secondStep);
  });
  // Signed in again in another tab.
  window.addEventListener("focus", () => { if (dialog?.open) isBack(); });

  async function isBack() {
    if (await state() !== "same") return false;
    refuse("");
    // The CSRF tokens of the page belonged to the previous session.
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = csrf();
    dialog.close("signed in");
    return true;
  }

  return { ask, csrf, state, words, person: words.person ?? "" };
})();
