// Texts that are kept on this device and cannot simply be sent. Whoever wrote them can read, copy and discard them on any
// page, also when the place where they were written is not there any more; where it is, they are decided there. Only a
// page in the hands of somebody else has no room for them: there they wait for the next one.

import { Saver } from "./autosave.js";
import { wordsOf } from "./fields.js";
import { openJournal } from "./journal.js";
import { button, refusal } from "./status.js";

const words = document.getElementById("kept-words")?.dataset, savers = new Map();

// Sends what closed pages have left of a worksheet that this page does not write on, and offers what cannot be sent.
export function bring(url) {
  const uid = Number(document.documentElement.dataset.uid);
  if (!savers.has(url)) savers.set(url, new Saver(url, uid, openJournal(), () => offer(savers.get(url))));
  savers.get(url).adopt(() => {}, offerSpoilt);
}

// Lists the texts of a worksheet that need a decision, for as long as they do.
export function offer(saver) {
  if (!notes) return;
  const troubled = [...saver.lines.values()].filter((line) => line.trouble);
  if (!troubled.length) return found(saver.url)?.remove();
  const note = found(saver.url) ?? made(saver.url, words.undecided), said = JSON.stringify(troubled.map((line) => [line.trouble, line.unsent]));
  if (note.dataset.said === said) return;
  note.dataset.said = said;
  const list = document.createElement("ul"), link = document.createElement("a"), href = saver.url.replace(/edits\/$/, "");
  list.append(...troubled.map((line) => item(saver, line)));
  Object.assign(link, { href, textContent: words.open });
  const leads = !location.pathname.startsWith(href) && troubled.some(({ trouble }) => trouble.code !== "not_found");
  note.lastElementChild.replaceChildren(list, ...(leads ? [link] : []));
}

function item(saver, line) {
  const made = document.createElement("li"), why = document.createElement("p"), text = document.createElement("q"), choices = document.createElement("div");
  const isConflict = line.trouble.code === "conflict";
  why.textContent = isConflict ? line.trouble.message : refusal(line.trouble, words);
  text.textContent = wordsOf(line.unsent);
  choices.className = "choices";
  if (text.textContent) choices.append(button(words.copy, ({ target }) => copy(text, target)));
  choices.append(button(words.discard, () => (isConflict ? saver.decide(line.target) : saver.drop(line))));
  made.append(why, ...(text.textContent ? [text] : []), choices);
  return made;
}

// Where a page may not use the clipboard, the text is selected and the keys do it.
async function copy(text, button) {
  getSelection().selectAllChildren(text);
  await navigator.clipboard.writeText(text.textContent).then(() => { button.textContent = words.copied; }, () => {});
}

// A text that cannot be read any more, because it was damaged, or somebody tampered with it.
export function offerSpoilt(id, forget) {
  if (!notes || found(id)) return;
  const note = made(id, words.spoilt);
  note.lastElementChild.append(button(words.discard, async () => { await forget(); note.remove(); }));
}

// --- The notes at the head of the page, one for each worksheet and for each spoilt text --------------------------------

const notes = document.querySelector("main div[data-kept]");
const found = (name) => [...notes.children].find((note) => note.dataset.of === name);

function made(name, words) {
  const note = document.createElement("details"), summary = document.createElement("summary");
  Object.assign(note, { className: "note", open: true });
  note.dataset.of = name;
  summary.textContent = words;
  note.append(summary, document.createElement("div"));
  notes.append(note);
  return note;
}
