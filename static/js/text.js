// Texts as they may be kept, and fields as tall as their text.

// The same characters that the server refuses (quadrants/text.py): they print nothing and come with pasted text.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

export const clean = (text) => text.replace(FORBIDDEN, "");

export function tidy(field) {
  if (!("value" in field) || field.type === "date") return;
  const text = clean(field.value);
  if (text === field.value) return;
  const place = field.selectionStart - (field.value.length - text.length);
  field.value = text;
  field.setSelectionRange?.(place, place);
}

const growsItself = CSS.supports("field-sizing", "content");

export function grow(field) {
  if (growsItself || field.tagName !== "TEXTAREA") return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

export function growAll(root) {
  for (const field of root.querySelectorAll("textarea")) grow(field);
}
