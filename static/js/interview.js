// Keyboard shortcuts and the running clock of the interview page. Every shortcut has an equivalent link, button or field.
"use strict";

(() => {
  const page = document.querySelector("[data-interview]");
  if (!page) return;
  const STORE = "labelcheck-single-keys";
  const TEXT = "input:not([type=radio]):not([type=checkbox]), textarea, select";
  const help = document.getElementById("keys");
  const toggle = help.querySelector("[data-keys]");
  toggle.closest("[hidden]").hidden = false;
  toggle.checked = localStorage.getItem(STORE) !== "off";
  toggle.addEventListener("change", () => localStorage.setItem(STORE, toggle.checked ? "on" : "off"));

  function choose(value) {
    const option = page.querySelector(`[name="agreed-verdict"][value="${value}"]`);
    option.checked = true;
    option.dispatchEvent(new Event("change", { bubbles: true }));
    return option;
  }

  const keys = {
    j: () => page.querySelector("a[rel=next]")?.click(),
    k: () => page.querySelector("a[rel=prev]")?.click(),
    a: () => choose("as_answered").focus(),
    o: () => {
      choose("other");
      const fields = [...page.querySelectorAll(".other-value input, .other-value textarea")];
      const reachable = fields.filter((field) => field.offsetParent !== null && field.type !== "hidden");
      (reachable.find((field) => field.checked) ?? reachable.find((field) => field.type !== "radio" || field.value) ?? fields[0])?.focus();
    },
    n: () => page.querySelector('[name="remark-remark"]').focus(),
    "?": () => {
      help.open = !help.open;
      if (help.open) help.scrollIntoView({ block: "nearest" });
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-interview]")) {
      event.target.blur();
      return;
    }
    if (!toggle.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.(TEXT) || event.target.isContentEditable || document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const clock = document.querySelector("[data-seconds]");
  if (clock) {
    const began = Date.now() - Number(clock.dataset.seconds) * 1000;
    setInterval(() => { clock.textContent = Math.floor((Date.now() - began) / 60000); }, 5000);
  }

  // Scrolls the list to the current indicator without scrolling the page.
  const list = page.querySelector(".interview-list");
  const current = list.querySelector("[aria-current]");
  if (getComputedStyle(list).overflowY === "auto") list.scrollTop = current.offsetTop - list.clientHeight / 2;
})();
