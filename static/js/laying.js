// The table sheet: what is ticked, named or moved is saved at once, as the buttons of the form would do it, and the
// picture shows it. Where that fails everything stays as it is, and the button sends it.

const form = () => document.querySelector("form.laid");
const status = document.querySelector("[data-save-status]");
let turn = Promise.resolve();

document.addEventListener("change", ({ target }) => { if (form().contains(target)) send(); });
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  send(event.submitter);
});

function send(button) {
  turn = turn.then(() => save(button?.value || "save"));
}

async function save(asked) {
  const before = state(), body = new URLSearchParams(new FormData(form()));
  body.append("do", asked);
  const answer = await fetch(location.href, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
  if (!answer) return tell(form().dataset.notNow);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Signed out, or too many print just now: the browser sends the form itself and shows what is the matter.
  if (!page.querySelector(".laying")) return form().submit();
  const place = placeOf(document.activeElement), meanwhile = [...state()].filter(([id, now]) => now.value !== before.get(id)?.value);
  document.querySelector(".laying").replaceWith(page.querySelector(".laying"));
  for (const [id, now] of meanwhile) again(id, now);
  place()?.focus({ preventScroll: true });
  tell(page.querySelector(".messages li")?.textContent ?? "");
}

// What each control holds, and the words that stand beside it.
function state() {
  const controls = [...form().querySelectorAll("input[id]")];
  return new Map(controls.map((one) => [one.id, { value: one.type === "checkbox" ? one.checked : one.value, words: wordsOf(one) }]));
}

const wordsOf = (control) => control.closest("li")?.innerText ?? "";

// What was changed while the page was away comes after it, unless the line is another one by now: then it is read first.
function again(id, { value, words }) {
  const control = document.getElementById(id);
  if (!control || wordsOf(control) !== words) return;
  control[control.type === "checkbox" ? "checked" : "value"] = value;
  send();
}

// Finds a control, or a button that moves a line, on the page that comes.
function placeOf({ id, title, value }) {
  const isIt = (one) => (id ? one.id === id : title && one.title === title && one.value === value);
  return () => [...form().querySelectorAll("input, button")].find(isIt);
}

function tell(words) {
  status.textContent = words;
}
