// Every page on which people write: fields save themselves, and the page says truly whether they are saved.

import { Saver } from "./autosave.js";
import { decision, joined, spoilt } from "./decisions.js";
import { watchLists } from "./entries.js";
import { placesOf, remember, show, valueOf } from "./fields.js";
import { Fresh } from "./fresh.js";
import { openJournal } from "./journal.js";
import { Live } from "./live.js";
import { watchMeter } from "./meter.js";
import { signIn, signedIn } from "./signin.js";
import { fieldStatus, pageStatus } from "./status.js";
import { grow, growAll, tidy } from "./text.js";
import { watchUndo } from "./undo.js";

const words = document.getElementById("words").dataset;
const { uid } = document.documentElement.dataset;
document.documentElement.classList.add("scripted");

const saver = new Saver(words.edits, Number(uid), openJournal(), tell);
const fresh = new Fresh(saver);
const measure = watchMeter();
const live = new Live({ saver, after: Number(words.after), came: () => { fresh.renew(); measure(); }, say: sayLive });
const tools = { saver, words, renew: () => fresh.renew(), both };
const note = watchUndo(undo);
const lists = watchLists(saver, words, note);

// --- What the page says ----------------------------------------------------------------------------------------------

// `merged`: what others made of other fields of this target, unseen here until now.
function tell(line, merged) {
  if (saver.stopped) return somebodyElse();
  pageStatus(saver, words, () => signIn(words, () => { saver.setSignedOut(false); saver.hurry(); }));
  if (!saver.signedOut) signedIn();
  for (const one of line ? [line] : saver.lines.values()) showLine(one, merged);
  if (line?.state === "saved" && !saver.busy) settled();
}

function showLine(line, merged) {
  const places = placesOf(line.target);
  if (line.version && line.state === "saved") remember(line.target, line.version);
  for (const place of places) {
    for (const [name, value] of Object.entries(merged ?? {})) if (!(name in line.unsent)) show(place, name, value);
    if (line.state === "saved") offTheTable(place);
    fieldStatus(place, line, words);
    decision(place, line, tools);
  }
  if (!places.length) decision(null, line, tools);
}

// A text that became another one is off the table, and its line says so.
function offTheTable(place) {
  const facts = place.querySelector(".facts");
  if (!place.hasAttribute("data-reworded")) return;
  place.removeAttribute("data-reworded");
  if (facts?.textContent.startsWith(words.onTable)) facts.textContent = facts.textContent.replace(words.onTable, words.offTable);
}

function settled() {
  live.tellOthers();
  measure();
  if (fresh.behind || document.querySelector("[data-fresh=next], [data-fresh=use] .note")) fresh.soon();
}

function sayLive(reachable) {
  const place = document.querySelector("[data-live-status]"), said = reachable ? "" : words.away;
  if (place.textContent !== said) place.textContent = said;
}

// Somebody else has signed in here: this page belongs to the one before, and so does what was written on it.
function somebodyElse() {
  const main = document.querySelector("main"), text = document.createElement("p"), link = document.createElement("a");
  if (main.dataset.closed) return;
  main.dataset.closed = "";
  text.textContent = words.otherUser;
  Object.assign(link, { href: "/worksheets/", textContent: words.goOn, className: "btn btn-main" });
  main.replaceChildren(text, link);
  document.title = words.goOn;
}

// --- What people do --------------------------------------------------------------------------------------------------

let entered = null;
document.addEventListener("focusin", ({ target: field }) => {
  const place = field.closest?.("[data-target]");
  entered = place && { field, value: field.dataset.field ? valueOf(place, field.dataset.field) : field.value };
});
document.addEventListener("compositionstart", ({ target: field }) => {
  saver.hold(true);
  const place = field.closest?.("[data-target]");
  if (place) saver.open(place.dataset.target, Number(place.dataset.version));
});
document.addEventListener("compositionend", (event) => { saver.hold(false); changed(event); });
document.addEventListener("input", changed);
document.addEventListener("change", (event) => changed(event, true));
document.addEventListener("focusout", (event) => {
  if (saver.held) saver.hold(false);
  if (event.target.dataset?.field && event.target.matches("textarea, input[type=text]")) saver.hurry();
});

function changed(event, now = false) {
  const field = event.target, place = field.closest?.("[data-target]");
  if (field.tagName === "TEXTAREA") grow(field);
  if (saver.held || event.isComposing) return;
  if (lists.isNew(field)) return lists.draft(field);
  if (!place || !(field.dataset.field || field.dataset.place !== undefined)) return;
  tidy(field);
  if (field.dataset.field === "text") place.setAttribute("data-reworded", "");
  const { target } = place.dataset, version = Number(place.dataset.version), name = field.dataset.field;
  if (!name) {
    noteOnce(field, target, () => whereIs(entered.value));
    saver.change(target, version, whereIs(field.value), { now: true });
  } else if (name === "text" && !field.value.trim()) {
    // An emptied line is a deletion, which its own button or leaving the field asks for.
    saver.open(target, version);
  } else if (now && field.matches("textarea, input[type=text]")) {
    saver.hurry();
  } else {
    noteOnce(field, target, () => ({ [name]: entered.value }));
    saver.change(target, version, { [name]: valueOf(place, name) }, { now });
  }
}

function whereIs(question) {
  const [item, prompt] = question.split(".");
  return { item, prompt };
}

// What a field held when it was entered is where Ctrl+Z goes back to.
function noteOnce(field, target, before) {
  if (entered?.field.name !== field.name) return;
  note({ target, fields: before() });
  entered = null;
}

function undo({ target, fields, ...action }) {
  const [place] = placesOf(target), version = Number(place?.dataset.version ?? 0);
  if (fields) {
    for (const [name, value] of Object.entries(fields)) if (place) show(place, name, value);
    saver.change(target, version, fields, { now: true });
  } else {
    lists[action.restore ? "bringBack" : "takeAway"](target);
  }
  if (!place || "position" in (fields ?? {}) || "prompt" in (fields ?? {})) fresh.soon();
  placesOf(target)[0]?.scrollIntoView({ block: "nearest" });
  document.querySelector("[data-live-status]").textContent = words.undone;
}

// Keeps both texts: a line of a list stays as the other one wrote it, and mine follows as a line of its own.
function both(place, line, name, mine) {
  const { theirs } = line.trouble;
  if (name === "text" && lists.addAfter(place, mine)) {
    show(place, name, theirs[name]);
    saver.decide(line.target, null);
  } else {
    show(place, name, joined(place, name, theirs[name], mine));
    saver.decide(line.target, { [name]: valueOf(place, name) });
  }
}

// --- The beginning and the end -----------------------------------------------------------------------------------------

addEventListener("beforeunload", (event) => { if (saver.atRisk) event.preventDefault(); });
growAll(document);
// What was typed before this module was there.
for (const field of document.querySelectorAll("textarea[data-field], textarea[data-new], textarea[data-new-party]")) {
  if (field.value !== field.defaultValue) changed({ target: field });
}
const leftOver = (worksheets) => worksheets.includes(saver.url) && saver.adopt(took, (forget) => spoilt(forget, words));
saver.opening.then((journal) => journal?.watch(leftOver));

// A text that a closed page has left stands in its field again.
function took(line) {
  for (const place of placesOf(line.target)) for (const [name, value] of Object.entries(line.unsent)) show(place, name, value);
  if (!placesOf(line.target).length) fresh.behind = true;
}
