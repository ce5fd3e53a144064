// Issues in their order: moved by arrow keys, buttons or by dragging, and kept at once, as the buttons of the form would
// do it. Where that fails everything stays as it is on the page, and the button sends it.

const box = document.querySelector(".orders");
const rowsOf = (form) => [...form.querySelectorAll(".order > li")];
let turn = Promise.resolve();

for (const form of box.querySelectorAll("[data-order]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [way] = (event.submitter?.value ?? "").split(" ");
    const row = event.submitter?.closest("li");
    if (row) move(form, row, way, event.submitter);
    else keep(form);
  });
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("li"), way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!row || !way || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(form, row, way, event.target);
  });
  form.addEventListener("pointerdown", (event) => drag(form, event));
}

// The neighbour goes to the other side of the row: what stays where it is keeps the focus.
function move(form, row, way, button) {
  const neighbour = way === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return;
  if (way === "up") row.after(neighbour);
  else row.before(neighbour);
  ends(form);
  if (button.disabled) row.querySelector("button:enabled")?.focus();
  keep(form, row);
}

// The first cannot go up, the last not down.
function ends(form) {
  const rows = rowsOf(form);
  for (const [place, row] of rows.entries()) {
    const [up, down] = row.querySelectorAll(".move");
    up.disabled = place === 0;
    down.disabled = place === rows.length - 1;
  }
}

// What stands beside the button is true: nothing while the order is on its way, then that it is kept, or that it is not.
function keep(form, row) {
  const body = new URLSearchParams(new FormData(form)), place = rowsOf(form).indexOf(row) + 1;
  tell(form, "");
  turn = turn.then(async () => {
    const sent = { method: "POST", body, credentials: "same-origin", keepalive: true };
    const answer = await fetch(form.action, sent).catch(() => null);
    if (!answer || answer.status >= 500) return tell(form, box.dataset.fault);
    // Signed out, or closed by now: the browser sends the form itself and shows what is the matter.
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById(form.id)) return form.submit();
    form.querySelector("[data-unsaid]")?.remove();
    form.querySelector(".btn-main")?.classList.remove("btn-main");
    tell(form, row ? wordsOf(row, place, rowsOf(form).length) : box.dataset.keptWords);
  });
}

function wordsOf(row, place, count) {
  const facts = { name: row.querySelector(".name").textContent, place, count };
  return box.dataset.moved.replace(/\{(\w+)\}/g, (_whole, key) => facts[key]);
}

function tell(form, words) {
  form.querySelector("[role=status]").textContent = words;
}

function drag(form, event) {
  const row = event.target.closest("li");
  if (!row || event.button || event.target.closest("button")) return;
  if (event.pointerType !== "mouse" && !event.target.closest(".grip")) return;
  event.preventDefault();
  const before = rowsOf(form);
  row.classList.add("dragged");
  const follow = ({ clientY }) => {
    const rows = rowsOf(form).filter((one) => one !== row);
    const next = rows.find((one) => clientY < one.getBoundingClientRect().top + one.offsetHeight / 2);
    if (next) next.before(row);
    else rows.at(-1)?.after(row);
  };
  const dropped = new AbortController(), until = { signal: dropped.signal };
  const drop = () => {
    dropped.abort();
    row.classList.remove("dragged");
    ends(form);
    if (rowsOf(form).some((one, place) => one !== before[place])) keep(form, row);
  };
  addEventListener("pointermove", follow, until);
  addEventListener("pointerup", drop, until);
  addEventListener("pointercancel", drop, until);
}

document.documentElement.classList.add("scripted");
for (const row of box.querySelectorAll(".order > li")) {
  const grip = document.createElement("span");
  Object.assign(grip, { className: "grip", textContent: "⠿", ariaHidden: "true" });
  row.querySelector(".name").before(grip);
}
