// Keeps the ticks of the guide's checklist in this browser; ticks in the address come first.
const checklist = document.querySelector("[data-checklist]");
if (checklist) {
  const KEPT = "checklist";
  const boxes = [...checklist.querySelectorAll("input[type=checkbox]")];
  const keep = () => {
    try {
      localStorage.setItem(KEPT, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.value)));
    } catch {
      // Storage is switched off; the button still puts the ticks into the address.
    }
  };
  if (new URLSearchParams(location.search).has("done")) {
    keep();
  } else {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
      for (const box of boxes) box.checked = kept.includes(box.value);
    } catch {
      // As above.
    }
  }
  checklist.addEventListener("change", keep);
}
