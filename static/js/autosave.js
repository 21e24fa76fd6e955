// Saves what is typed when its part of the page loses focus or after a pause. Without this script, the page's buttons save.
"use strict";

(() => {
  const PAUSE = 1200;
  const RETRY = 3000;
  const NO_ROOM = "507";

  class Question {
    constructor(section, form) {
      this.section = section;
      this.form = form;
      this.key = section.dataset.question;
      this.prefix = section.dataset.prefix ?? `${this.key}-`;
      this.isDirty = false;
      // Why it is not saved: "retrying", "full", "signedOut", "movedOn" or "refused".
      this.trouble = "";
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

    get words() {
      return this.form.form.dataset;
    }

    get isUnsaved() {
      return this.isDirty || this.saving !== null || this.trouble !== "";
    }

    changed(pause) {
      this.isDirty = true;
      this.later(pause);
    }

    later(pause) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), pause);
    }

    say(text, trouble = "") {
      const line = this.section.querySelector("[data-save-state]");
      if (text) line.textContent = text;
      line.classList.toggle("is-unsaved", trouble !== "");
      this.trouble = trouble;
      this.form.tell();
    }

    // One request at a time: a change made in the meantime is saved afterwards, based on the new version.
    save() {
      clearTimeout(this.timer);
      if (!this.isDirty) return this.saving ?? Promise.resolve();
      if (this.saving) return this.saving.then(() => this.save());
      this.isDirty = false;
      this.saving = this.send().finally(() => {
        this.saving = null;
        this.form.tell();
      });
      this.say(this.words.saving);
      return this.saving;
    }

    async send() {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(this.form.form)) {
        if (name.startsWith(this.prefix)) body.append(name, value);
      }
      let response;
      try {
        response = await fetch(this.section.dataset.save, {
          method: "POST", body, redirect: "manual",
          headers: { "X-CSRFToken": session.csrf(), "X-Person": session.person },
        });
        if (response.status >= 500) throw new Error(response.status);
      } catch (error) {
        this.isDirty = true;
        const isFull = error.message === NO_ROOM;
        this.say(isFull ? this.words.full : this.words.retrying, isFull ? "full" : "retrying");
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
        this.say(this.words.signedOut, "signedOut");
        signInAgain();
        return;
      }
      const answer = page.querySelector("[data-version]");
      if (!answer) {
        this.say(this.words.movedOn, "movedOn");
        return;
      }
      this.section.querySelector(`[name="${this.prefix}version"]`).value = answer.dataset.version;
      this.showFaults(answer);
      for (const part of answer.querySelectorAll("[data-fill]")) this.fill(part);
      this.say("", response.ok ? "" : "refused");
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
      this.isDirty = false;
      this.section.replaceChildren(...theirs.childNodes);
      this.say("");
    }
  }

  function showButtons(place) {
    for (const button of place.querySelectorAll("[data-keep-mine], [data-use-theirs]")) button.hidden = false;
  }

  // All parts of one form that are saved by themselves.
  class SavedForm {
    constructor(form) {
      this.form = form;
      this.bar = new SaveBar(form);
      this.questions = [...form.querySelectorAll("[data-save]")].map((section) => new Question(section, this));
      showButtons(form);
    }

    get isUnsaved() {
      return this.questions.some((question) => question.isUnsaved);
    }

    save() {
      return Promise.all(this.questions.map((question) => question.save()));
    }

    // Sending the form saves what is typed; only what is on its way already has to arrive first.
    settle() {
      this.questions.forEach((question) => clearTimeout(question.timer));
      return Promise.all(this.questions.map((question) => question.saving));
    }

    tell() {
      const troubled = this.questions.filter((question) => question.trouble);
      if (troubled.length) {
        const [first] = troubled;
        this.bar.show("unsaved", session.words[first.trouble], this.remedy(first));
      } else if (this.questions.some((question) => question.saving)) {
        this.bar.show("saving", session.words.saving);
      } else if (!this.isUnsaved) {
        this.bar.show("saved", session.words.saved);
      }
    }

    remedy(question) {
      if (question.trouble === "signedOut") return button(session.words.signIn, signInAgain);
      if (question.trouble !== "refused") return null;
      return button(session.words.show, () => question.section.scrollIntoView({ block: "start" }));
    }
  }

  async function signInAgain() {
    if (await session.ask()) writing.saveAll();
  }

  for (const form of document.querySelectorAll("[data-autosave]")) {
    if (form.querySelector("[data-save]")) writing.add(new SavedForm(form));
  }
})();
