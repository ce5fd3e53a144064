// The controls of a page: which belong to a target, what they hold, and how a value looks in them.

import { grow } from "./text.js";

const NUMBER = /^\s*[+-]?(\d{1,15}\.?\d*|\.\d+)\s*$/;

export const placesOf = (target) => document.querySelectorAll(`[data-target="${CSS.escape(target)}"]`);
// The box for a new line in which a target is written that is no line yet.
export const draftsOf = (target) => document.querySelectorAll(`[data-draft="${CSS.escape(target)}"]`);

// Of the places of a target those where something about these fields is told: where there is a control for one of them,
// else the first.
export function placesFor(places, names) {
  const holding = [...places].filter((place) => names.some((name) => controls(place, name).length));
  return holding.length ? holding : [...places].slice(0, 1);
}

const controls = (place, name) => [...place.querySelectorAll(`[data-field="${name}"]`)];

// The value of a field as the save protocol wants it; `undefined` where the place has no control for it.
export function valueOf(place, name) {
  const fields = controls(place, name), [field] = fields;
  if (!field) return undefined;
  if (field.hasAttribute("data-many")) return fields.filter((box) => box.checked).map((box) => box.value);
  const { value } = field.type === "radio" ? fields.find((box) => box.checked) ?? { value: "" } : field;
  if (field.type === "checkbox") return field.checked;
  // What is no number goes to the server as it was typed, which says so.
  if (field.hasAttribute("data-number")) return value.trim() === "" ? null : NUMBER.test(value) ? Number(value) : value;
  if (name === "way_back" || name === "on_sheet" || field.hasAttribute("data-yes-no")) return { true: true, false: false }[value] ?? null;
  if (["date", "datetime-local"].includes(field.type) || name === "party") return value || null;
  return value;
}

export function show(place, name, value) {
  for (const field of controls(place, name)) {
    if (field.hasAttribute("data-many")) field.checked = [value].flat().includes(field.value);
    else if (field.type === "radio") field.checked = field.value === String(value ?? "");
    else if (field.type === "checkbox") field.checked = value;
    else if (field.value !== asTyped(field, value)) field.value = asTyped(field, value);
    grow(field);
  }
  if (name === "on_sheet") showMark(place, value);
}

// Goes to a field, behind the last of its words: whoever was asked something about it types on there.
export function enter(place, name) {
  const fields = place ? controls(place, name) : [], field = fields.find((box) => box.checked) ?? fields[0];
  field?.focus();
  if (field?.matches("textarea, input[type=text]")) field.setSelectionRange(field.value.length, field.value.length);
}

// A moment comes from the server in UTC; its field holds it by the clock that it names.
function asTyped(field, value) {
  if (field?.type !== "datetime-local" || !value || !/(?:Z|[+-]\d\d:\d\d)$/.test(value)) return String(value ?? "");
  const by = { timeZone: field.dataset.zone, dateStyle: "short", timeStyle: "short" };
  return new Intl.DateTimeFormat("sv", by).format(new Date(value)).replace(" ", "T");
}

// The words among fields, for a reader who has no control to see them in.
export function wordsOf(fields) {
  const words = Object.entries(fields).filter(([name, value]) => typeof value === "string" && !["item", "prompt", "party"].includes(name));
  return words.map(([, value]) => value).join(" · ");
}

// A value as its control would show it: names of choices and people.
export function said(place, name, value) {
  const fields = controls(place, name);
  const nameOf = (code) => {
    const option = [...(fields[0]?.options ?? [])].find((one) => one.value === String(code ?? ""));
    const box = fields.find((one) => one.matches("[type=radio], [type=checkbox]") && one.value === String(code));
    return (option?.textContent ?? box?.closest("label, .control")?.textContent ?? asTyped(fields[0], code)).trim();
  };
  return Array.isArray(value) ? value.map(nameOf).join(" · ") : nameOf(value);
}

// The star of a line says the same as the field below it.
export function showMark(row, value) {
  const star = row.querySelector(".star");
  if (!star) return;
  const words = document.getElementById("words").dataset;
  star.dataset.value = String(value ?? "");
  star.ariaLabel = star.title = { null: words.sheetNull, true: words.sheetTrue, false: words.sheetFalse }[String(value)];
}

// Notes the version of a target wherever the page shows it, also for the plain form.
export function remember(target, version) {
  for (const place of placesOf(target)) {
    place.dataset.version = version;
    const base = place.closest("form")?.elements[`base|${target}`];
    if (base) for (const input of base instanceof RadioNodeList ? base : [base]) input.value = version;
  }
}
