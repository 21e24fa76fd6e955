// Keeps what is typed into a form that nothing saves by itself, in this tab, until it is sent. Without this script the
// text is in the form alone.
"use strict";

(() => {
  if (!session.person) return;
  const PREFIX = "draft ";
  const PAUSE = 250;
  const words = session.words;

  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const forget = (isMeant) => keys().filter(isMeant).forEach((key) => sessionStorage.removeItem(key));

  // The server confirms what it has taken by a cookie that names the draft.
  const sent = document.cookie.match(/(?:^|; )sent=([0-9-]+)/)?.[1];
  if (sent) {
    forget((key) => JSON.parse(sessionStorage.getItem(key)).id === sent);
    document.cookie = "sent=; max-age=0; path=/";
  }
  // What somebody else left in this tab is no business of this person.
  forget((key) => !key.startsWith(`${PREFIX}${session.person} `));
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action).pathname === words.signOut) forget(() => true);
  });

  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
  const isVersion = (name) => name === "version" || name.endsWith("-version");
  const same = (some, others) => JSON.stringify(some) === JSON.stringify(others);
  const textsOf = (entries) => entries.filter(([name]) => !isVersion(name));

  class Draft {
    constructor(form, key) {
      this.form = form;
      this.key = key;
      this.bar = new SaveBar(form);
      // By which the server confirms what was sent.
      this.id = "";
      const stored = this.stored;
      // The browser may have put back by itself what was sent long ago.
      form.reset();
      this.base = stored?.base ?? this.read();
      if (stored && !same(textsOf(stored.entries), textsOf(this.read()))) this.restore(stored.entries);
      if (stored) {
        this.keep();
        this.bar.show("unsent", words.restored, this.discardButton());
      }
      form.addEventListener("input", (event) => {
        if (!this.isMine(event.target)) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.changed(), PAUSE);
      });
      window.addEventListener("pagehide", () => { if (this.isUnsaved) this.keep(); });
    }

    get stored() {
      return JSON.parse(sessionStorage.getItem(this.key));
    }

    isMine(field) {
      const isTyped = field.name && !field.closest("[data-save]") && field.type !== "file" && field.type !== "password";
      return isTyped && (field.type !== "hidden" || isVersion(field.name));
    }

    get fields() {
      return [...this.form.elements].filter((field) => this.isMine(field) && field.type !== "submit");
    }

    read() {
      return this.fields.filter((field) => !isChoice(field) || field.checked).map((field) => [field.name, field.value]);
    }

    get isUnsaved() {
      return !same(textsOf(this.read()), textsOf(this.base));
    }

    changed() {
      this.id = "";
      if (!this.isUnsaved) {
        sessionStorage.removeItem(this.key);
        this.bar.show("");
      } else {
        this.bar.show("unsent", this.keep() ? words.unsent : words.unkept);
      }
    }

    // False if the browser has no room for it.
    keep() {
      try {
        sessionStorage.setItem(this.key, JSON.stringify({ id: this.id, base: this.base, entries: this.read() }));
        return true;
      } catch {
        return false;
      }
    }

    restore(entries) {
      for (const field of this.fields) {
        const texts = entries.filter(([name]) => name === field.name).map(([, text]) => text);
        if (isChoice(field)) field.checked = texts.includes(field.value);
        else if (texts.length) [field.value] = texts;
        if (texts.length) field.closest("details")?.setAttribute("open", "");
      }
      this.form.dispatchEvent(new Event("change", { bubbles: true }));
    }

    discardButton() {
      return button(words.discard, () => {
        this.restore(this.base);
        this.changed();
      });
    }

    sending() {
      if (!this.isUnsaved) return;
      this.id = `${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
      const field = this.form.querySelector("[name=draft]") ?? document.createElement("input");
      Object.assign(field, { type: "hidden", name: "draft", value: this.id });
      this.form.append(field);
      clearTimeout(this.timer);
      this.keep();
    }
  }

  const isKept = (form) => form.matches("[data-draft]")
    || [...form.querySelectorAll("textarea")].some((field) => !field.closest("[data-save]"));
  const numbers = {};
  for (const form of document.querySelectorAll("main form[method=post]")) {
    if (!isKept(form)) continue;
    const { pathname } = new URL(form.action);
    numbers[pathname] = (numbers[pathname] ?? 0) + 1;
    writing.add(new Draft(form, `${PREFIX}${session.person} ${pathname} ${numbers[pathname]}`));
  }
})();
