// The list: choose all on the page at once, and count what is chosen.

const boxes = [...document.querySelectorAll("input[name=chosen]")];
const all = document.querySelector("[data-choose-all]"), count = document.querySelector("[data-chosen-count]");

function show() {
  const chosen = boxes.filter((box) => box.checked).length;
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && !all.checked;
  count.textContent = chosen || "";
}

if (all) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; show(); });
  for (const box of boxes) box.addEventListener("change", show);
  addEventListener("pageshow", show);
}
