// In the room: lines are ticked off, the screen stays awake, and one tap hides everything private. Ticks and the cover
// belong to this tab and this talk: they live in its session storage, which knows no more of a line than its id.

const root = document.documentElement;
const TICKS = `ticks ${location.pathname}`, COVERED = `covered ${location.pathname}`;
// Nervous hands tap twice; that must not show again what was just hidden.
const CALM = 700;

// --- Ticks -------------------------------------------------------------------------------------------------------

const ticked = new Set(JSON.parse(sessionStorage.getItem(TICKS) ?? "[]"));

function tick(list) {
  for (const box of list.querySelectorAll("[data-tick]")) box.checked = ticked.has(box.dataset.tick);
}

for (const list of document.querySelectorAll("[data-entries]")) {
  tick(list);
  // Lines that others write come without their tick.
  new MutationObserver(() => tick(list)).observe(list, { childList: true });
}
document.addEventListener("change", ({ target: box }) => {
  if (!box.dataset.tick) return;
  ticked[box.checked ? "add" : "delete"](box.dataset.tick);
  sessionStorage.setItem(TICKS, JSON.stringify([...ticked]));
});

// --- The cover ---------------------------------------------------------------------------------------------------

const told = document.querySelector(".told"), button = (name) => document.querySelector(`[data-${name}]`);
let before = { top: 0, field: null }, since = -CALM;

function hide() {
  if (root.classList.contains("covered")) return;
  before = { top: scrollY, field: document.activeElement };
  since = performance.now();
  sessionStorage.setItem(COVERED, "1");
  // An open dialog would keep hands off the rest of the page.
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  root.classList.add("covered");
  scrollTo(0, 0);
  button("show").focus();
  told.textContent = told.dataset.hidden;
}

function show() {
  if (performance.now() - since < CALM) return;
  sessionStorage.removeItem(COVERED);
  root.classList.remove("covered");
  scrollTo(0, before.top);
  (before.field ?? button("hide")).focus({ preventScroll: true });
  told.textContent = told.dataset.shown;
}

button("hide").addEventListener("click", hide);
button("show").addEventListener("click", show);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat || event.isComposing) return;
  if (root.classList.contains("covered")) show();
  else hide();
});

// --- The screen --------------------------------------------------------------------------------------------------

// Browsers let go of it whenever the page is out of sight, and refuse it on a low battery.
function stayAwake() {
  if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => null);
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

root.classList.add("scripted");
