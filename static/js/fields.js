// The controls of a page: which belong to a target, what they hold, and how a value looks in them.

import { grow } from "./text.js";

export const placesOf = (target) => document.querySelectorAll(`[data-target="${CSS.escape(target)}"]`);

const controls = (place, name) => [...place.querySelectorAll(`[data-field="${name}"]`)];

// The value of a field as the save protocol wants it; `undefined` where the place has no control for it.
export function valueOf(place, name) {
  const fields = controls(place, name), [field] = fields;
  if (!field) return undefined;
  if (field.hasAttribute("data-many")) return fields.filter((box) => box.checked).map((box) => box.value);
  if (field.type === "radio") return fields.find((box) => box.checked)?.value ?? "";
  if (field.type === "checkbox") return field.checked;
  if (field.type === "number" || name === "rating") return field.value === "" ? null : Number(field.value);
  if (name === "way_back" || name === "on_sheet") return { true: true, false: false }[field.value] ?? null;
  if (field.type === "date" || name === "party") return field.value || null;
  return field.value;
}

export function show(place, name, value) {
  for (const field of controls(place, name)) {
    if (field.hasAttribute("data-many")) field.checked = value.includes(field.value);
    else if (field.type === "radio") field.checked = field.value === value;
    else if (field.type === "checkbox") field.checked = value;
    else if (field.value !== String(value ?? "")) field.value = String(value ?? "");
    grow(field);
  }
  if (name === "on_sheet") showMark(place, value);
}

// A value as its control would show it: names of choices and people.
export function said(place, name, value) {
  const fields = controls(place, name);
  const nameOf = (code) => {
    const option = [...(fields[0]?.options ?? [])].find((one) => one.value === String(code ?? ""));
    const box = fields.find((one) => one.matches("[type=radio], [type=checkbox]") && one.value === String(code));
    return (option?.textContent ?? box?.closest("label, .control")?.textContent ?? String(code ?? "")).trim();
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
