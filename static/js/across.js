// One item across everybody: what is marked or said here goes to the review of the submission in which the line stands,
// as it happens. Comments save themselves from their first word on.

import { Saver } from "./autosave.js";
import { decision } from "./decisions.js";
import { placesOf, remember } from "./fields.js";
import { newId } from "./ids.js";
import { openJournal } from "./journal.js";
import { signIn, signedIn } from "./signin.js";
import { fieldStatus, pageStatus } from "./status.js";
import { grow } from "./text.js";

const form = document.querySelector("[data-across]"), words = document.getElementById("words").dataset;
const uid = Number(document.documentElement.dataset.uid), opening = openJournal(), savers = new Map();
const NOBODY = "00000000-0000-0000-0000-000000000000", MARK = "highlight:";
document.documentElement.classList.add("scripted");

function saverOf(submission) {
  if (!savers.has(submission)) {
    const saver = new Saver(form.dataset.across.replace(NOBODY, submission), uid, opening, (line) => tell(saver, line));
    savers.set(submission, saver);
  }
  return savers.get(submission);
}

// --- What the page says ----------------------------------------------------------------------------------------------

function tell(saver, line) {
  const all = [...savers.values()];
  // Somebody else has signed in here: the page that belongs to them, if any, takes the place of this one.
  if (saver.stopped) return location.reload();
  pageStatus(all, words, () => signIn(words, () => all.forEach((one) => { one.setSignedOut(false); one.hurry(); })));
  if (!all.some((one) => one.signedOut)) signedIn();
  for (const one of line ? [line] : saver.lines.values()) (one.target.startsWith(MARK) ? tellMark : tellBox)(saver, one);
}

// Who presses what somebody else has changed meanwhile sees that first.
function tellMark(saver, line) {
  if (!line.trouble) return;
  const button = lineOf(line.target.slice(MARK.length)).querySelector(".mark"), { theirs, message } = line.trouble;
  press(button, theirs ? theirs.shown : button.ariaPressed !== "true");
  if (!theirs) button.closest("li").append(problem(message));
  if (theirs) saver.decide(line.target);
  else saver.drop(line);
}

function tellBox(saver, line) {
  for (const box of placesOf(line.target)) {
    if (line.version && line.state === "saved") remember(line.target, line.version);
    fieldStatus(box, line, words);
    decision(box, line, { saver, words, renew: () => box.remove() });
  }
}

function problem(message) {
  const made = document.createElement("p");
  Object.assign(made, { className: "problem", role: "alert", textContent: message });
  return made;
}

// --- What people do --------------------------------------------------------------------------------------------------

const lineOf = (entry) => document.getElementById(`line-${entry}`);
const boxOf = (node) => node.closest?.(".line-box[data-target]");

form?.addEventListener("click", (event) => {
  const button = event.target.closest(".mark, .comment-on");
  if (!button) return;
  event.preventDefault();
  const [verb, submission, entry, version] = button.value.split(" ");
  if (verb === "write") return open(submission, entry);
  press(button, button.ariaPressed !== "true");
  saverOf(submission).change(MARK + entry, Number(version), { shown: button.ariaPressed === "true" }, { now: true });
});

function press(button, good) {
  button.ariaPressed = String(good);
  button.closest("li").classList.toggle("good", good);
}

// Opens a box for a comment at a line, or the one that is still empty there.
function open(submission, entry, text = "") {
  const line = lineOf(entry), empty = [...line.querySelectorAll("textarea")].find((field) => !field.value.trim());
  if (empty) return empty.focus();
  const box = document.getElementById("line-box").content.firstElementChild.cloneNode(true);
  Object.assign(box.dataset, { target: `comment:${newId()}`, version: 0, submission, entry });
  line.append(box);
  const field = box.querySelector("textarea");
  field.value = text;
  if (text) write(field);
  field.focus();
}

function write(field) {
  const box = boxOf(field), { target, version, submission } = box.dataset, saver = saverOf(submission);
  grow(field);
  const line = saver.line(target);
  if (!field.value.trim()) return saver.open(target, Number(version), line.version || line.sending ? "emptied" : "empty");
  saver.change(target, Number(version), { ...(line.version || line.queue.length ? {} : placeOf(box)), text: field.value });
}

// What stands in the field now is what was meant.
function composed(field) {
  write(field);
  saverOf(boxOf(field).dataset.submission).hold(false);
}

// What the first change of a comment says besides its text: where it stands.
function placeOf(box) {
  return { item: form.dataset.item, prompt: box.closest("[data-prompt]").dataset.prompt, entry: box.dataset.entry };
}

// What was left empty is no comment.
function leave(box) {
  const { target, submission } = box.dataset, saver = saverOf(submission), line = saver.line(target);
  if (box.querySelector("textarea").value.trim()) return saver.hurry();
  if (line.version || line.sending) saver.remove(target);
  else saver.drop(line);
  box.remove();
}

form?.addEventListener("input", ({ target: field }) => { if (boxOf(field)) write(field); });
form?.addEventListener("compositionstart", ({ target: field }) => {
  if (boxOf(field)) saverOf(boxOf(field).dataset.submission).hold(true);
});
form?.addEventListener("compositionend", ({ target: field }) => { if (boxOf(field)) composed(field); });
form?.addEventListener("focusout", ({ target: field }) => {
  const box = boxOf(field);
  if (!box) return;
  if (saverOf(box.dataset.submission).held) composed(field);
  leave(box);
});
form?.addEventListener("keydown", (event) => {
  const box = boxOf(event.target), done = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
  if (!box || event.isComposing || !done) return;
  event.preventDefault();
  box.closest("li").querySelector(".comment-on").focus();
});
addEventListener("beforeunload", (event) => { if ([...savers.values()].some((saver) => saver.atRisk)) event.preventDefault(); });

// A box that came with the page saves itself like the others from now on.
const plain = form?.querySelector(".line-box");
if (plain) {
  const [submission, entry, text] = ["submission", "entry", "text"].map((name) => plain.querySelector(`[name=${name}]`).value);
  plain.remove();
  open(submission, entry, text);
}
