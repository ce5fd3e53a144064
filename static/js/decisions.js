// What needs a decision: two people wrote in one field, or a text cannot be saved as it is. Both texts stay in sight
// until somebody chooses; the one not chosen stays in the history.

import { said, show, valueOf } from "./fields.js";
import { author, button } from "./status.js";
import { differences } from "./words.js";

// Shows below the field, or at the head of the page where the target is not on it, what is to be decided.
export function decision(place, line, tools) {
  const note = place?.querySelector("[data-problem]") ?? elsewhere(line);
  for (const field of place?.querySelectorAll("[data-field]") ?? []) field.toggleAttribute("aria-invalid", concerns(line, field));
  if (!line.trouble) {
    if (note.closest("[data-elsewhere]")) note.remove();
    note.hidden = true;
    delete note.dataset.editing;
  } else if (!note.dataset.editing) {
    note.hidden = false;
    note.replaceChildren(...(line.trouble.code === "conflict" ? clash(place, line, tools, note) : refusal(place, line, tools)));
  }
}

const concerns = (line, field) => Boolean(line.trouble) && field.dataset.field in { ...line.trouble.theirs, ...line.trouble.fields };

// --- Two texts -----------------------------------------------------------------------------------------------------

function clash(place, line, tools, note) {
  const { words } = tools, { theirs, code } = line.trouble, name = author(line.trouble, words);
  if (line.queue[0]?.delete) return deletion(line, tools, name);
  const names = Object.keys(theirs), mine = Object.fromEntries(names.map((field) => [field, valueIn(place, line, field)]));
  const rows = names.map((field) => sides(textOf(place, field, mine[field]), textOf(place, field, theirs[field]), words, name));
  const choices = [button(words.mine, () => tools.saver.decide(line.target, mine)), button(words.theirs, take)];
  const [field] = names;
  if (names.length === 1 && typeof theirs[field] === "string" && isText(place, field)) {
    choices.push(button(words.both, () => tools.both(place, line, field, mine[field])), button(words.edit, edit));
  }
  return [sentence(words.conflict.replace("NAME", name)), ...rows, group(choices)];

  function take() {
    for (const [one, value] of Object.entries(theirs)) if (place) show(place, one, value);
    tools.saver.decide(line.target, null);
  }

  function edit() {
    note.dataset.editing = code;
    show(place, field, joined(place, field, theirs[field], mine[field]));
    const done = () => { delete note.dataset.editing; tools.saver.decide(line.target, { [field]: valueOf(place, field) }); };
    note.replaceChildren(sentence(words.editing), group([button(words.saveThis, done)]));
    place.querySelector(`[data-field="${field}"]`).focus();
  }
}

function deletion(line, tools, name) {
  const { words, saver } = tools;
  const text = Object.values(line.trouble.theirs).filter((value) => typeof value === "string").join(" · ");
  const choices = [
    button(words.keepIt, () => { saver.drop(line); tools.renew(); }),
    button(words.deleteAnyway, () => saver.deleteAnyway(line.target)),
  ];
  return [sentence(words.changedWhileDeleted.replace("NAME", name)), quote(text), group(choices)];
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

function refusal(place, line, { words, saver, renew }) {
  const { code, message, fields } = line.trouble;
  const reason = Object.values(fields ?? {}).join(" ") || message;
  const choices = [button(words.discard, () => { saver.drop(line); renew(); })];
  if (code === "gone") choices.unshift(button(words.bringBack, () => saver.bringBack(line.target)));
  const text = place ? [] : [quote(Object.values(line.unsent).filter((value) => typeof value === "string").join(" · "))];
  return [sentence(`${words.refused} ${reason}`), ...text, group(choices)];
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

// A text in the journal that cannot be read any more, because somebody tampered with it.
export function spoilt(forget, words) {
  const note = document.createElement("div");
  note.className = "problem";
  note.append(sentence(words.spoilt), group([button(words.discard, () => { forget(); note.remove(); })]));
  document.querySelector("[data-elsewhere]").append(note);
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
