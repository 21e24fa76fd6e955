// What is common to all forms that people write into: the bar that says what is saved, sending, and leaving the page.
"use strict";

// The line beside the buttons of a form. Its kind is "saving", "saved", "unsent" or "unsaved", or nothing.
class SaveBar {
  constructor(form) {
    this.line = document.createElement("p");
    this.line.className = "save-bar";
    this.line.setAttribute("role", "status");
    const actions = [...form.querySelectorAll(".actions")].at(-1);
    if (actions) actions.append(this.line);
    else form.append(this.line);
  }

  show(kind, text = "", more = null) {
    if (this.line.dataset.kind === kind && this.line.dataset.text === text && !more) return;
    this.line.dataset.kind = kind;
    this.line.dataset.text = text;
    const words = document.createElement("span");
    words.textContent = text;
    this.line.replaceChildren(words, ...(more ? [more] : []));
  }
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link-button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

const writing = (() => {
  // Each has `form`, `bar`, `isUnsaved`, and as a draft `keep()`, or as saved by itself `save()`.
  const writers = [];
  let isLeaving = false;
  let approved = null;
  let isBusy = false;
  const saveAll = () => Promise.all(writers.map((writer) => writer.save?.()));
  const areSaved = () => writers.every((writer) => !writer.save || !writer.isUnsaved);

  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && writers.some((writer) => writer.isUnsaved)) event.preventDefault();
  });
  document.addEventListener("input", () => { isLeaving = false; });
  window.addEventListener("online", saveAll);
  // A page that Back takes from the browser's memory may be older than what is stored.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && areSaved()) location.reload();
  });

  // True if what is typed can be sent now; otherwise the bar says why not, and what to do.
  async function mayGo(bar) {
    const state = await session.state();
    if (state === "same") return true;
    if (state === "offline") {
      bar.show("unsaved", session.words.unsentOffline);
      return false;
    }
    bar.show("unsaved", session.words.unsentEnded);
    return session.ask();
  }

  async function send(form, submitter) {
    const own = writers.filter((writer) => writer.form === form);
    // Saving by itself goes first: what is sent must be based on the versions that it returns.
    if (own.length) await Promise.all(own.map((writer) => writer.settle?.()));
    if (!own.length || form.matches("[data-leave]")) await saveAll();
    if (own.length && !(await mayGo(own[0].bar))) return;
    for (const writer of own) writer.sending?.();
    isLeaving = writers.every((writer) => own.includes(writer) || !writer.save || !writer.isUnsaved);
    approved = form;
    form.requestSubmit(submitter);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form === approved) {
      approved = null;
      return;
    }
    const isOwn = writers.some((writer) => writer.form === form);
    if (event.defaultPrevented || (!isOwn && !(form.matches("[data-leave]") && !areSaved()))) return;
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    await send(form, event.submitter).finally(() => { isBusy = false; });
  });

  // A link that leaves the page waits until all that saves itself is saved.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-leave] a");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || areSaved()) return;
    event.preventDefault();
    await saveAll();
    location.assign(link.href);
  });

  return { add: (writer) => writers.push(writer), saveAll };
})();
