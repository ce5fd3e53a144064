// What the page says about saving: in words, once for the page and next to each field.

// The state of the page is the worst of all its targets.
const WORST = ["conflict", "refused", "signedOut", "waiting", "empty", "kept", "saving", "emptied", "saved"];
const GOOD = new Set(["kept", "saving", "emptied", "saved"]);

export function pageStatus(savers, words, askToSignIn) {
  const place = document.querySelector("[data-save-status]");
  if (!place) return;
  const lines = savers.flatMap((saver) => [...saver.lines.values()]);
  const states = new Set(lines.map((line) => line.state));
  if (savers.some((saver) => saver.signedOut)) states.add("signedOut");
  let worst = WORST.find((name) => states.has(name)) ?? "saved";
  // The page is kept when all that waits on it is.
  if (worst === "kept" && lines.some(({ queue, kept }) => queue.length && !kept)) worst = "saving";
  const line = lines.find((one) => one.state === worst);
  const said = wordsFor(worst, line, words);
  place.classList.toggle("bad", !GOOD.has(worst));
  if (place.dataset.state === worst && place.dataset.said === said) return;
  Object.assign(place.dataset, { state: worst, said });
  if (!place.firstChild) place.append("");
  place.firstChild.data = said;
  offerToSignIn(place, worst === "signedOut", words, askToSignIn);
}

// The button stays the same one whatever else the words say: it must not vanish under the finger. And a press leaves the
// caret where it is: there it is wanted again once its writer is signed in.
function offerToSignIn(place, wanted, words, act) {
  const there = place.querySelector("button");
  if (wanted && !there) {
    const made = button(words.signIn, act, "as-link underlined");
    made.addEventListener("mousedown", (event) => event.preventDefault());
    place.append(" ", made);
  } else if (!wanted && there) {
    while (place.childNodes.length > 1) place.lastChild.remove();
  }
}

function wordsFor(state, line, words) {
  if (state === "conflict") return words.conflict.replace("NAME", author(line.trouble, words));
  if (state === "refused") return words.refused.replace(/[:：]$/, "");
  if (state === "signedOut") return !line ? words.signedOut : line.kept ? words.signedOutKept : words.signedOutUnsaved;
  return words[state];
}

// Once, for the whole page, and not about saving.
export const say = (words) => { document.querySelector("[data-live-status]").textContent = words; };

// Why something cannot be saved, as a sentence; a Chinese colon brings its own space.
export const refusal = ({ message, fields }, words) => `${words.refused} ${Object.values(fields ?? {}).join(" ") || message}`.replace("： ", "：");

export const author = (trouble, words) => (trouble.author === words.me ? words.youElsewhere : trouble.author || words.somebody);

// The same beside the field; what needs a decision is said below it instead. Of several places of a target only the one
// is `here` in which somebody writes.
export function fieldStatus(place, line, words, here = true) {
  const said = place.querySelector(".state") ?? madeState(place);
  // A place may hold many fields: the words stand below the one that somebody is in.
  const field = document.activeElement;
  if (place.contains(field) && field.dataset.field) said.style.top = `${bottom(field) - place.getBoundingClientRect().top}px`;
  said.dataset.state = line.state;
  said.textContent = line.trouble || !here ? "" : wordsFor(line.state, line, words);
}

function madeState(place) {
  const made = document.createElement("span"), note = place.querySelector("[data-problem]");
  made.className = "state";
  made.ariaHidden = "true";
  if (note) note.before(made);
  else place.append(made);
  return made;
}

const bottom = (field) => (field.closest("label, .choice") ?? field).getBoundingClientRect().bottom;

export function button(name, act, look = "btn") {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: look, textContent: name, onclick: act });
  return made;
}
