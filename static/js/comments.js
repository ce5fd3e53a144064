// Comments on a sheet: at a line, a question, an item or on the whole. Each saves itself from its first word on; one that
// was left empty is none.

import { placesOf } from "./fields.js";
import { newId } from "./ids.js";
import { watchRemovals } from "./removals.js";
import { grow } from "./text.js";

const PARTS = ["item", "prompt", "entry"];

export function watchComments(desk) {
  const { remove, bringBack } = watchRemovals(desk);
  const rowOf = (node) => node.closest?.(".remark[data-target]");
  const isText = (node) => node.matches?.(".remark textarea[data-field=text]");
  const listAt = (path) => document.querySelector(`.remarks[data-entries="${CSS.escape(path)}"]`);

  // Opens a comment at a place, or the one that is still empty there.
  function add(path) {
    const list = listAt(path);
    if (!list) return;
    const empty = [...list.querySelectorAll("textarea")].find((field) => !field.value.trim());
    const field = empty ?? list.appendChild(made(path, newId())).querySelector("textarea");
    field.focus();
  }

  function made(path, id) {
    const row = document.getElementById("remark").content.firstElementChild.cloneNode(true);
    for (const node of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of node.attributes) attribute.value = attribute.value.replace("{id}", id).replace("{path}", path);
    }
    row.querySelector(".facts").textContent = desk.words.me;
    return row;
  }

  // What the first change of a comment says besides its text: where it stands.
  function making(row) {
    const { at, target } = row.dataset, line = desk.saver.lines.get(target);
    if (at === undefined || Number(row.dataset.version) || line?.version || line?.queue.length) return {};
    desk.note({ target, delete: true });
    return placeOf(at);
  }

  function addAfter(row, text) {
    const { at } = row.dataset;
    if (at === undefined) return null;
    const next = made(at, newId()), field = next.querySelector("textarea");
    row.after(next);
    field.value = text;
    desk.saver.change(next.dataset.target, 0, { ...making(next), text }, { now: true });
    grow(field);
    return next;
  }

  // An emptied comment that the server never had simply goes.
  function leave(row) {
    const line = desk.saver.lines.get(row.dataset.target);
    if (!row.isConnected) return;
    if (Number(row.dataset.version) || line?.version || line?.sending) return remove(row);
    if (line) desk.saver.remove(line.target, 0);
    row.remove();
  }

  // A comment that the server does not have yet, on a page that was turned or loaded meanwhile.
  function remade({ target, unsent }) {
    const [kind, id] = target.split(":"), path = PARTS.map((name) => unsent[name]).filter(Boolean).join("."), list = listAt(path);
    if (kind !== "comment" || !unsent.text || !list) return false;
    const row = list.appendChild(made(path, id)), field = row.querySelector("textarea");
    field.value = unsent.text;
    grow(field);
    return true;
  }

  function takeAway(target) {
    const [row] = placesOf(target);
    if (row) remove(row, false);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-comment], .remark [data-do=delete]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.comment !== undefined) add(button.dataset.comment);
    else leave(rowOf(button));
  });
  document.addEventListener("focusin", ({ target }) => { if (isText(target)) target.dataset.before = target.value; });
  document.addEventListener("focusout", ({ target }) => { if (isText(target) && !target.value.trim()) leave(rowOf(target)); });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !isText(event.target)) return;
    const done = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
    if (!done) return;
    event.preventDefault();
    const place = document.getElementById(`at-${rowOf(event.target).dataset.at}`);
    (place.matches("[tabindex]") ? place : place.querySelector("[data-comment]")).focus();
  });

  return { isNew: () => false, draft() {}, add, addAfter, bringBack, takeAway, making, remade };
}

function placeOf(path) {
  const [item, prompt, ...entry] = path.split(".");
  return Object.fromEntries(PARTS.map((name, number) => [name, [item, prompt, entry.join(".")][number]]).filter(([, value]) => value));
}
