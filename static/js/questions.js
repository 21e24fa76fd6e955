// Small conveniences. Every page works without them: the server decides what is asked and what is saved.
"use strict";

// Hides a question that does not arise until the answer it depends on is given.
function valueOf(name) {
  const fields = [...document.getElementsByName(name)];
  const chosen = fields.find((field) => field.type !== "radio" || field.checked);
  return chosen ? chosen.value : "";
}

function arises(field) {
  const value = valueOf(field.dataset.showIf);
  if (field.dataset.equals) return value === field.dataset.equals;
  return value !== "" && Number(value.replace(",", ".")) > Number(field.dataset.above);
}

function hasAnswer(block) {
  return [...block.querySelectorAll("input, textarea")].some((field) =>
    field.type === "radio" || field.type === "checkbox" ? field.checked && field.value !== "" : field.value !== "");
}

function showWhatArises() {
  for (const field of document.querySelectorAll("[data-show-if]")) {
    const block = field.closest("[id^='div_id_']");
    // What has been typed is never hidden, even if it no longer fits.
    if (block) block.hidden = !arises(field) && !hasAnswer(block);
  }
}

// On a narrow screen the list of areas starts closed.
function foldMenu() {
  const menu = document.querySelector(".areas-menu");
  if (menu && window.matchMedia("(max-width: 767px)").matches) menu.open = false;
}

document.querySelector(".error-summary")?.focus();
document.addEventListener("change", showWhatArises);
showWhatArises();
foldMenu();
