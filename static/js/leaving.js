// Asks before a page is left on which a plain form was filled in and not sent. Fields that save themselves know better.

const form = document.querySelector("main form[method=post]:has(input[type=text], textarea)");
let sending = false;

const changed = (field) => field.type === "checkbox" || field.type === "radio"
  ? field.checked !== field.defaultChecked
  : "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;

if (form && !document.getElementById("words")) {
  addEventListener("submit", () => { sending = true; });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => {
    if (!sending && [...form.elements].some(changed)) event.preventDefault();
  });
}
