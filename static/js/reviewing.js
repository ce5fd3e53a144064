// A sheet that is reviewed, and the way from one to the next.

import { watchBank } from "./bank.js";
import { watchComments } from "./comments.js";
import { Desk } from "./desk.js";
import { watchKeys } from "./keys.js";
import { watchTurning } from "./turning.js";

// Before the comments, whose Escape leaves the field.
watchBank();
const desk = new Desk();
desk.lists = watchComments(desk);
desk.begin();
const turn = watchTurning(desk);
watchKeys({
  j: () => step(1),
  k: () => step(-1),
  c: comment,
  g: mark,
  r: () => go(document.querySelector(".judgement input:not([disabled]):checked") ?? document.getElementById("rubric-name")),
  n: () => turn("after"),
  p: () => turn("before"),
});
document.addEventListener("change", ({ target }) => { if (target.closest(".criterion")) addUp(); });

const lines = () => [...document.querySelectorAll(".read-line")];
// The line that somebody is at, by its text or by a comment on it.
const current = () => document.activeElement?.closest(".read-line");
const below = (line) => line.getBoundingClientRect().bottom > 0;

function go(node) {
  node?.focus({ preventScroll: true });
  node?.scrollIntoView({ block: "nearest" });
}

// To the next line or the one before; from elsewhere to the first in sight.
function step(by) {
  const all = lines(), here = all.indexOf(current());
  go(here < 0 ? all.find(below) ?? all.at(-1) : all[here + by]);
}

function comment() {
  const place = document.activeElement?.closest(".read-line, .read-prompt, .read-head") ?? lines().find(below);
  place?.querySelector("[data-comment]")?.click();
}

// Marks the line in hand as good to show, or no longer. Through its box, so that Ctrl+Z knows what was there before.
function mark() {
  const line = current(), box = line?.querySelector(".marking input:enabled");
  if (!box) return;
  box.focus({ preventScroll: true });
  box.click();
  line.focus({ preventScroll: true });
}

// The points so far, once each criterion has its level.
function addUp() {
  const levels = [...document.querySelectorAll(".criterion input:checked")].map((box) => box.value), place = document.querySelector(".total");
  const points = levels.reduce((sum, level) => sum + Number(level), 0), { words, most } = place.dataset;
  place.textContent = levels.includes("") ? "" : words.replace("POINTS", points).replace("MOST", most);
}
