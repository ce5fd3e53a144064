// Every page on which people write: fields save themselves, and the page says truly whether they are saved.

import { Saver } from "./saving.js";
import { status, problem } from "./status.js";
import { tidy, grow, growAll } from "./text.js";
import { watchLists } from "./entries.js";
import { refresh } from "./fresh.js";

const words = document.getElementById("words").dataset;
document.documentElement.classList.add("scripted");

const saver = new Saver(words.edits, Number(document.documentElement.dataset.uid), (target, state, detail) => {
  const version = detail.version;
  if (version) for (const place of placesOf(target)) remember(place, target, version);
  status(saver, words, state, detail);
  if (state === "saved" && !saver.unsent) refresh();
  for (const place of placesOf(target)) problem(place, words, state, detail, decide(target, place), (name, value) => said(place, name, value));
});

const placesOf = (target) => document.querySelectorAll(`[data-target="${CSS.escape(target)}"]`);

function remember(place, target, version) {
  place.dataset.version = version;
  const base = place.closest("form")?.elements[`base|${target}`];
  if (base) for (const input of base instanceof RadioNodeList ? base : [base]) input.value = version;
}

// What to do when two people wrote in one field.
const decide = (target, place) => ({
  mine: (theirs) => saver.change(target, 0, Object.fromEntries(Object.keys(theirs).map((name) => [name, valueOf(place, name)])), { now: true }),
  theirs: (fields) => {
    for (const [name, value] of Object.entries(fields)) show(place, name, value);
    saver.settle(target);
  },
});

function show(place, name, value) {
  for (const field of place.querySelectorAll(`[data-field="${name}"]`)) {
    if (field.hasAttribute("data-many")) field.checked = value.includes(field.value);
    else if (field.type === "radio") field.checked = field.value === value;
    else if (field.type === "checkbox") field.checked = value;
    else field.value = String(value ?? "");
    grow(field);
  }
}

// A value as the control for it would show it: names of choices and people.
function said(place, name, value) {
  const fields = [...place.querySelectorAll(`[data-field="${name}"]`)];
  const nameOf = (code) => {
    const option = [...(fields[0]?.options ?? [])].find((one) => one.value === String(code ?? ""));
    const box = fields.find((one) => one.matches("[type=radio], [type=checkbox]") && one.value === String(code));
    return (option?.textContent ?? box?.closest("label, .control")?.textContent ?? String(code ?? "")).trim();
  };
  return Array.isArray(value) ? value.map(nameOf).join(" · ") : nameOf(value);
}

function valueOf(place, name) {
  const fields = [...place.querySelectorAll(`[data-field="${name}"]`)];
  const [field] = fields;
  if (field.hasAttribute("data-many")) return fields.filter((box) => box.checked).map((box) => box.value);
  if (field.type === "radio") return fields.find((box) => box.checked)?.value ?? "";
  if (field.type === "checkbox") return field.checked;
  if (field.type === "number" || name === "rating") return field.value === "" ? null : Number(field.value);
  if (name === "way_back" || name === "on_sheet") return { true: true, false: false }[field.value] ?? null;
  if (field.type === "date" || name === "party") return field.value || null;
  return field.value;
}

let composing = false;
document.addEventListener("compositionstart", () => { composing = true; });
document.addEventListener("compositionend", (event) => { composing = false; changed(event); });
document.addEventListener("input", changed);
document.addEventListener("change", (event) => changed(event, true));
document.addEventListener("focusout", (event) => {
  if (!composing && event.target.dataset?.field && event.target.matches("textarea, input[type=text]")) saver.hurry();
});

function changed(event, now = false) {
  const field = event.target;
  const place = field.closest?.("[data-target]");
  if (field.tagName === "TEXTAREA") grow(field);
  if (composing || event.isComposing || !place || !(field.dataset.field || field.dataset.place !== undefined)) return;
  tidy(field);
  if (field.dataset.place !== undefined) {
    const [item, prompt] = field.value.split(".");
    saver.change(place.dataset.target, Number(place.dataset.version), { item, prompt }, { now: true });
    return;
  }
  // An emptied line is a deletion, which its own button or leaving the field asks for.
  if (field.dataset.field === "text" && !field.value.trim()) return;
  if (now && field.matches("textarea, input[type=text]")) return saver.hurry();
  saver.change(place.dataset.target, Number(place.dataset.version), { [field.dataset.field]: valueOf(place, field.dataset.field) }, { now });
}

addEventListener("beforeunload", (event) => { if (saver.unsent) event.preventDefault(); });
watchLists(saver, words);
growAll(document);
