// Keys for those who review many sheets. With Alt they work everywhere; alone only outside of fields, and not at all once
// somebody has switched single letters off.

const OFF = "workbook-letters-off";

// `acts` are what the keys do, by letter.
export function watchKeys(acts) {
  const dialog = document.getElementById("keys"), letters = dialog.querySelector("[data-letters]");
  letters.checked = !localStorage.getItem(OFF);
  letters.addEventListener("change", () => (letters.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  const show = () => dialog.showModal();

  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-keys]")) show(); });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const letter = event.altKey ? event.code.replace(/^Key/, "").toLowerCase() : event.key;
    const act = letter === "?" || letter === "？" ? show : acts[letter];
    if (!act || (!event.altKey && (isField(event.target) || !letters.checked))) return;
    event.preventDefault();
    act();
  });
}

const isField = (node) => node.matches?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
