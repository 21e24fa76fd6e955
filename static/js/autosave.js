// Saves each answer when its question loses focus or after a pause. Without this script, the page's buttons save.
"use strict";

(() => {
  const PAUSE = 1200;
  const RETRY = 3000;
  const NO_ROOM = "507";
  const form = document.querySelector("[data-autosave]");
  if (!form) return;
  const words = form.dataset;
  const dialog = document.getElementById("sign-in-again");
  const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

  class Question {
    constructor(section) {
      this.section = section;
      this.key = section.dataset.question;
      this.isDirty = false;
      this.isRefused = false;
      this.saving = null;
      section.addEventListener("input", () => this.changed(PAUSE));
      section.addEventListener("change", () => this.changed(PAUSE / 4));
      section.addEventListener("focusout", (event) => {
        if (this.isDirty && !section.contains(event.relatedTarget)) this.save();
      });
      section.addEventListener("click", (event) => {
        if (event.target.closest("[data-keep-mine]")) this.changed(0);
        if (event.target.closest("[data-use-theirs]")) this.useTheirs();
      });
    }

    get isUnsaved() {
      return this.isDirty || this.isRefused || this.saving !== null;
    }

    changed(pause) {
      this.isDirty = true;
      this.isRefused = false;
      this.later(pause);
    }

    later(pause) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), pause);
    }

    say(text) {
      this.section.querySelector("[data-save-state]").textContent = text;
    }

    // One request at a time: a change made in the meantime is saved afterwards, based on the new version.
    save() {
      clearTimeout(this.timer);
      if (!this.isDirty) return this.saving ?? Promise.resolve();
      if (this.saving) return this.saving.then(() => this.save());
      this.isDirty = false;
      this.say(words.saving);
      this.saving = this.send().finally(() => { this.saving = null; });
      return this.saving;
    }

    async send() {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (name.startsWith(`${this.key}-`)) body.append(name, value);
      }
      let response;
      try {
        response = await fetch(this.section.dataset.save, {
          method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": csrf() },
        });
        if (response.status >= 500) throw new Error(response.status);
      } catch (error) {
        this.isDirty = true;
        this.say(error.message === NO_ROOM ? words.full : words.retrying);
        this.later(RETRY);
        return;
      }
      await this.answered(response);
    }

    async answered(response) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      // A 403 page for a signed-in user concerns the assessment; any other 403 means that the session has ended.
      const isForbidden = response.status === 403 && !("signedIn" in page.body.dataset);
      if (response.type === "opaqueredirect" || isForbidden) {
        this.isDirty = true;
        this.say(words.signedOut);
        if (dialog && !dialog.open) dialog.showModal();
        return;
      }
      const answer = page.querySelector("[data-version]");
      if (!answer) {
        this.isRefused = true;
        this.say(words.movedOn);
        return;
      }
      this.isRefused = !response.ok;
      this.section.querySelector(`[name="${this.key}-version"]`).value = answer.dataset.version;
      this.showFaults(answer);
      for (const part of answer.querySelectorAll("[data-fill]")) this.fill(part);
    }

    fill(part) {
      const target = part.dataset.fill === "status"
        ? this.section.querySelector("[data-save-state]")
        : document.querySelector(`[data-part="${part.dataset.fill}"]`);
      if (!target) return;
      target.replaceChildren(part.content.cloneNode(true));
      showButtons(target);
    }

    showFaults(answer) {
      for (const old of this.section.querySelectorAll(".live-fault, .invalid-feedback")) old.remove();
      for (const old of this.section.querySelectorAll(".is-invalid")) {
        old.classList.remove("is-invalid");
        old.removeAttribute("aria-invalid");
      }
      for (const fault of answer.querySelectorAll("[data-fault]")) {
        const field = document.getElementById(fault.dataset.fault);
        const block = document.getElementById(`div_${fault.dataset.fault}`);
        const text = document.createElement("p");
        text.className = "live-fault invalid-feedback d-block";
        text.id = `fault_${fault.dataset.fault}`;
        text.textContent = fault.content.textContent;
        field?.classList.add("is-invalid");
        field?.setAttribute("aria-invalid", "true");
        field?.setAttribute("aria-describedby", text.id);
        (block ?? this.section).append(text);
      }
    }

    async useTheirs() {
      const page = await fetch(location.href);
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
      const theirs = fresh.querySelector(`[data-question="${this.key}"]`);
      if (!theirs) return;
      this.isDirty = this.isRefused = false;
      this.section.replaceChildren(...theirs.childNodes);
    }
  }

  function showButtons(place) {
    for (const button of place.querySelectorAll("[data-keep-mine], [data-use-theirs]")) button.hidden = false;
  }

  const questions = [...form.querySelectorAll("[data-question]")].map((section) => new Question(section));
  const saveAll = () => Promise.all(questions.filter((question) => question.isDirty || question.saving).map((question) => question.save()));
  showButtons(document);

  let isLeaving = false;
  form.addEventListener("submit", async (event) => {
    questions.forEach((question) => clearTimeout(question.timer));
    const underWay = questions.map((question) => question.saving).filter(Boolean);
    if (underWay.length === 0) {
      isLeaving = true;
      return;
    }
    // Submitting the form must use the versions returned by requests that are still running.
    event.preventDefault();
    const { submitter } = event;
    await Promise.all(underWay);
    form.requestSubmit(submitter);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && questions.some((question) => question.isUnsaved)) event.preventDefault();
  });
  window.addEventListener("online", saveAll);

  dialog?.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const refused = dialog.querySelector("[data-refused]");
    const body = new URLSearchParams({
      login: dialog.querySelector("[type=email]").value,
      password: dialog.querySelector("[type=password]").value,
    });
    const response = await fetch(dialog.dataset.login, {
      method: "POST", body, headers: { "X-CSRFToken": csrf(), "X-Requested-With": "XMLHttpRequest" },
    }).catch(() => null);
    refused.hidden = Boolean(response?.ok);
    if (!response?.ok) return;
    dialog.querySelector("[type=password]").value = "";
    dialog.close();
    // The CSRF token in the form belonged to the previous session.
    form.querySelector("[name=csrfmiddlewaretoken]").value = csrf();
    saveAll();
  });

  // A link or button that leaves the page waits until all input is saved.
  const isUnsaved = () => questions.some((question) => question.isUnsaved);
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-leave] a");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || !isUnsaved()) return;
    event.preventDefault();
    await saveAll();
    location.assign(link.href);
  });
  document.addEventListener("submit", async (event) => {
    const leaving = event.target.closest("form[data-leave]");
    if (!leaving || !isUnsaved()) return;
    event.preventDefault();
    const { submitter } = event;
    await saveAll();
    isLeaving = !isUnsaved();
    leaving.requestSubmit(submitter);
  });
})();
