// Plain forms that are filled in and not sent: before such a page is left it asks, and where the form has a place for it,
// it says so at its button. Fields that save themselves know better.

const form = document.querySelector("main form[method=post]:has(input[type=text], textarea)");
let sending = false;

if (form && !document.getElementById("words")) {
  const place = form.querySelector("[data-unsaved]"), refused = Boolean(place?.textContent);
  const tell = () => {
    if (place) place.textContent = refused || [...form.elements].some(changed) ? place.dataset.unsaved : "";
  };
  for (const name of ["input", "change"]) form.addEventListener(name, tell);
  // Without a network the browser would put a page of its own in place of this one, and what was typed would be gone.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine || !place) return;
    event.preventDefault();
    place.textContent = place.dataset.offline;
  });
  addEventListener("submit", (event) => { sending = !event.defaultPrevented; });
  addEventListener("pageshow", () => { sending = false; tell(); });
  addEventListener("beforeunload", (event) => {
    if (!sending && [...form.elements].some(changed)) event.preventDefault();
  });
}

function changed(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
}
