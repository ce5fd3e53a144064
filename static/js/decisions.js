// What needs a decision: two people wrote in one field, or a text cannot be saved as it is. Both texts stay in sight
// until somebody chooses; the one not chosen stays in the history.

import { draftsOf, enter, placesOf, said, show, valueOf, wordsOf } from "./fields.js";
import { author, button, refusal, say } from "./status.js";
import { differences } from "./words.js";

// The fields that what is to be decided is about.
export function concerned({ trouble, unsent }) {
  const names = Object.keys({ ...trouble?.theirs, ...trouble?.fields });
  return names.length ? names : Object.keys(unsent);
}

// Shows below the field, or at the head of the page where the target is not on it, what is to be decided. A target may
// have several places: those that are not `about` it stay silent.
export function decision(place, line, tools, about = true) {
  const { trouble } = line, own = place?.querySelector("[data-problem]");
  for (const field of place?.querySelectorAll("[data-field]") ?? []) mark(field, concerns(line, field), own);
  if (trouble && !about) {
    if (own) own.hidden = true;
    return;
  }
  const note = own ?? elsewhere(line);
  note.hidden = !trouble;
  if (!trouble) {
    if (note.closest("[data-elsewhere]")) note.remove();
    delete note.dataset.question;
  } else if (trouble.editing) {
    ask(note, "editing", editing(place, line, tools));
  } else if (trouble.code !== "conflict") {
    ask(note, trouble.code, refused(place, line, tools));
  } else if (line.queue[0]?.delete) {
    ask(note, "deletion", deletion(line, tools));
  } else {
    ask(note, `conflict ${Object.keys(trouble.theirs)}`, clash(place, line, tools));
  }
}

// The choices stay the same ones as long as the question does: a button that is being pressed must not vanish under
// the finger. So they look at the texts when they are chosen.
function ask(note, question, [words, choices]) {
  if (note.dataset.question === question) return note.firstElementChild.replaceChildren(...words);
  const said = document.createElement("div");
  said.append(...words);
  note.dataset.question = question;
  note.replaceChildren(said, group(choices));
}

// Who does not see where the words stand hears them at the field.
let notes = 0;

function mark(field, wrong, note) {
  if (wrong) field.ariaInvalid = "true";
  else if (field.ariaInvalid === "true") field.ariaInvalid = "false";
  if (!note) return;
  note.id ||= `problem-${++notes}`;
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== note.id);
  const ids = wrong ? [...others, note.id] : others;
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}

const concerns = (line, field) => Boolean(line.trouble) && field.dataset.field in { ...line.trouble.theirs, ...line.trouble.fields };

// --- Two texts -----------------------------------------------------------------------------------------------------

function clash(place, line, { saver, words, both }) {
  const names = Object.keys(line.trouble.theirs), [field] = names, name = author(line.trouble, words);
  const theirs = () => line.trouble.theirs, mine = () => Object.fromEntries(names.map((one) => [one, valueIn(place, line, one)]));
  const rows = names.map((one) => sides(textOf(place, one, mine()[one]), textOf(place, one, theirs()[one]), words, name));
  const choice = (label, act) => button(label, () => enter(act() ?? place, field));
  const choices = [choice(words.mine, () => saver.decide(line.target, mine())), choice(words.theirs, take)];
  if (names.length === 1 && typeof theirs()[field] === "string" && isText(place, field)) {
    if (both) choices.push(choice(words.both, () => both(place, line, field, mine()[field])));
    choices.push(choice(words.edit, edit));
  }
  return [[sentence(words.conflict.replace("NAME", name)), ...rows], choices];

  function take() {
    for (const [one, value] of Object.entries(theirs())) if (place) show(place, one, value);
    saver.decide(line.target);
  }

  function edit() {
    show(place, field, joined(place, field, theirs()[field], mine()[field]));
    line.trouble.editing = field;
    saver.tell(line);
  }
}

// What others write meanwhile is no part of what is made here of both texts: it is asked about afterwards.
function editing(place, line, { saver, words }) {
  const field = line.trouble.editing;
  const done = () => {
    saver.decide(line.target, { [field]: valueOf(place, field) });
    enter(place, field);
  };
  return [[sentence(words.editing)], [button(words.saveThis, done)]];
}

function deletion(line, tools) {
  const { saver, words } = tools;
  const { theirs } = line.trouble, name = author(line.trouble, words);
  const choices = [
    button(words.keepIt, () => giveUp(line, tools, Object.keys(theirs)[0])),
    button(words.deleteAnyway, () => saver.deleteAnyway(line.target)),
  ];
  return [[sentence(words.changedWhileDeleted.replace("NAME", name)), quote(wordsOf(theirs))], choices];
}

// What a person would write who keeps both: in a field of one line after a stroke, else on a line of its own.
export function joined(place, field, theirs, mine) {
  const area = place.querySelector(`textarea[data-field="${field}"]`);
  return theirs + (area && area.rows > 1 ? "\n" : " / ") + mine;
}

function sides(mine, theirs, words, name) {
  const parts = differences(mine, theirs), both = document.createElement("div");
  both.className = "sides";
  both.append(side(words.yours, parts, "first"), side(name, parts, "second"));
  return both;
}

function side(name, parts, which) {
  const made = document.createElement("div"), title = document.createElement("b"), text = document.createElement("p");
  title.textContent = name;
  text.className = "said";
  for (const part of parts) {
    if (part.in !== "both" && part.in !== which) continue;
    const node = document.createElement(part.in === "both" ? "span" : "mark");
    node.textContent = part.text;
    text.append(node);
  }
  made.append(title, text);
  return made;
}

const isText = (place, field) => Boolean(place?.querySelector(`textarea[data-field="${field}"], input[type=text][data-field="${field}"]`));
const valueIn = (place, line, field) => (place && valueOf(place, field)) ?? line.unsent[field];
const textOf = (place, field, value) => (place && place.querySelector(`[data-field="${field}"]`) ? said(place, field, value) : String(value ?? ""));

// --- One text that cannot be saved -----------------------------------------------------------------------------------

function refused(place, line, tools) {
  const { words, saver } = tools;
  const { code } = line.trouble, [field] = Object.keys(line.unsent);
  const choices = [button(words.discard, () => giveUp(line, tools, field))];
  if (code === "gone") choices.unshift(button(words.bringBack, () => { saver.bringBack(line.target); enter(place, field); }));
  const unseen = Object.entries(line.unsent).filter(([name, value]) => !place || ![undefined, value].includes(valueOf(place, name)));
  const text = wordsOf(Object.fromEntries(unseen));
  return [[sentence(refusal(line.trouble, words)), ...(text ? [quote(text)] : [])], choices];
}

// What was not sent goes; the fields show again what the server has, whatever its version. While that cannot be had,
// nothing goes: the page could not say truly what stands there.
async function giveUp(line, { saver, words, there, renew }, field) {
  if (!await there()) return say(words.notNow);
  await saver.drop(line);
  for (const place of placesOf(line.target)) place.dataset.version = -1;
  for (const box of draftsOf(line.target)) { box.value = ""; delete box.dataset.draft; }
  await renew();
  enter(placesOf(line.target)[0], field);
}

// --- Texts that were kept and have no field on this page ---------------------------------------------------------------

function elsewhere(line) {
  const list = document.querySelector("[data-elsewhere]");
  const found = [...list.children].find((note) => note.dataset.of === line.target);
  if (found) return found;
  const note = document.createElement("div");
  note.className = "problem";
  note.dataset.of = line.target;
  if (line.trouble) list.append(note);
  return note;
}

function sentence(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function quote(text) {
  const made = document.createElement("q");
  made.textContent = text;
  return made;
}

function group(buttons) {
  const made = document.createElement("div");
  made.className = "choices";
  made.append(...buttons);
  return made;
}
