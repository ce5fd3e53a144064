// A deleted line leaves a note in its place that offers it back for as long as the page is open.

import { grow } from "./text.js";

export function watchRemovals(desk) {
  const removed = new Map();

  function remove(row, noted = true) {
    const { target, version } = row.dataset, offer = document.createElement("li"), undo = document.createElement("button");
    Object.assign(undo, { type: "button", className: "as-link underlined", textContent: desk.words.undo });
    Object.assign(offer, { className: "undo", role: "status" });
    Object.assign(offer.dataset, { position: row.dataset.position ?? "", removed: target });
    offer.append(desk.words.deleted, " ", undo);
    removed.set(target, row);
    undo.addEventListener("click", () => bringBack(target));
    row.replaceWith(offer);
    desk.saver.remove(target, Number(version));
    if (noted) desk.note({ target, restore: true });
    if (document.activeElement === document.body) undo.focus({ preventScroll: true });
  }

  function bringBack(target) {
    const row = removed.get(target), offer = document.querySelector(`[data-removed="${CSS.escape(target)}"]`);
    if (!row || !offer) return false;
    const field = row.querySelector("textarea");
    const text = field.value.trim() ? field.value : field.dataset.before;
    offer.replaceWith(row);
    desk.saver.restore(target, desk.saver.line(target).version);
    if (field.value !== text) {
      field.value = text;
      desk.saver.change(target, 0, { text }, { now: true });
    }
    grow(field);
    field.focus();
    return true;
  }

  return { remove, bringBack };
}
