// Lists of lines: Enter for the next one, pasting many, moving, marking, deleting with undo, and more about a line.

import { draftsOf, placesOf, showMark } from "./fields.js";
import { newId } from "./ids.js";
import { watchRemovals } from "./removals.js";
import { clean, grow, growAll } from "./text.js";

const STEP = 1024;

export function watchLists(desk) {
  const { saver, words, note } = desk, { remove, bringBack } = watchRemovals(desk);
  const rowOf = (node) => node.closest?.(".entry[data-target]");
  const listBefore = (box) => box.closest(".entry.new").previousElementSibling;
  const isNew = (node) => node.matches?.("[data-new], [data-new-party]");

  // --- New lines ---------------------------------------------------------------------------------------------

  // What is typed into the box for another line is saved as it is typed, like any line; it becomes one in the list
  // with Enter or when the box is left.
  function draft(box) {
    const text = clean(box.value), target = box.dataset.draft;
    if (target && text === drafted.get(box)) return;
    drafted.set(box, text);
    if (text.trim()) {
      if (target) saver.change(target, 0, box.dataset.new ? { text } : { name: text });
      else box.dataset.draft = create(box, text, { now: false });
    } else if (target) {
      delete box.dataset.draft;
      saver.remove(target, 0);
    }
  }

  const drafted = new WeakMap();

  // Makes an entry or a party and gives its target; `position` is its place among its neighbours.
  function create(box, text, { position = placeAfter(listBefore(box)?.lastElementChild), now = true } = {}) {
    const [item, prompt] = (box.dataset.new ?? "").split("."), role = box.dataset.newParty;
    // A list that shows some lines of a question only does not know where the last of them all stands.
    const more = box.dataset.with ? JSON.parse(box.dataset.with) : { position };
    const target = `${role ? "party" : "entry"}:${newId()}`;
    saver.change(target, 0, role ? { name: text, roles: [role] } : { item, prompt, text, ...more }, { now });
    note({ target, delete: true });
    return target;
  }

  function take(box) {
    const list = box.dataset.new ? listBefore(box) : peopleBefore(box);
    for (const text of lines(box.value)) {
      const target = box.dataset.draft ?? create(box, text);
      if (box.dataset.draft && text !== drafted.get(box).trim()) saver.change(target, 0, box.dataset.new ? { text } : { name: text });
      delete box.dataset.draft;
      list.append(box.dataset.new ? madeRow(target, text) : madePerson(target, text));
      const row = list.lastElementChild;
      row.dataset.position = placeAfter(row.previousElementSibling);
      for (const field of row.querySelectorAll("textarea")) grow(field);
    }
    box.value = "";
    box.parentElement.querySelector(".state")?.remove();
    grow(box);
    saver.hurry();
  }

  function addAfter(row, text) {
    const box = row.parentElement?.nextElementSibling?.querySelector?.("[data-new]");
    if (!box) return null;
    const position = placeBetween(row, row.nextElementSibling);
    const made = madeRow(create(box, text, { position }), text);
    made.dataset.position = position;
    row.after(made);
    grow(made.querySelector("textarea"));
    return made;
  }

  function madeRow(target, text) {
    const row = document.getElementById("line").content.firstElementChild.cloneNode(true);
    for (const node of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of node.attributes) attribute.value = attribute.value.replace("{id}", target.split(":")[1]);
    }
    row.dataset.version = saver.line(target).version;
    row.querySelector("textarea").value = text;
    return row;
  }

  function madePerson(target, name) {
    const line = document.createElement("li"), link = document.createElement("a"), problem = document.createElement("div");
    const page = `${words.edits.replace(/edits\/$/, "")}parties/${target.split(":")[1]}/`;
    Object.assign(link, { href: page, textContent: name });
    Object.assign(problem, { className: "problem", hidden: true });
    problem.dataset.problem = "";
    line.dataset.target = target;
    line.append(link, problem);
    return line;
  }

  function peopleBefore(box) {
    const before = box.closest(".entry.new").previousElementSibling;
    if (before?.matches(".people")) return before;
    const list = document.createElement("ul");
    list.className = "people";
    box.closest(".entry.new").before(list);
    return list;
  }

  const lines = (text) => clean(text).split(/\r?\n/).map((line) => line.trim()).filter(Boolean);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const box = event.target;
    const row = rowOf(box);
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && isNew(box)) {
      event.preventDefault();
      if (box.value.trim()) take(box);
    } else if (event.key === "Enter" && !event.shiftKey && box.matches?.(".entry textarea[data-field=text]")) {
      event.preventDefault();
      saver.hurry();
      (row.nextElementSibling ?? row.parentElement.nextElementSibling)?.querySelector("textarea")?.focus();
    } else if (event.key === "Enter" && box.matches?.("[data-field=summary], .plan [data-field=how]")) {
      event.preventDefault();
      saver.hurry();
    } else if (event.altKey && row && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      move(row, event.key === "ArrowUp" ? -1 : 1);
      row.querySelector("textarea").focus();
    }
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".entry textarea[data-field=text]")) event.target.dataset.before = event.target.value;
  });
  document.addEventListener("focusout", (event) => {
    // Whoever answers a dialog comes back.
    if (event.relatedTarget?.closest?.("dialog")) return;
    if (isNew(event.target) && event.target.value.trim() && !event.target.matches(":focus")) take(event.target);
    else if (event.target.matches?.(".entry textarea[data-field=text]") && !event.target.value.trim()) remove(rowOf(event.target));
  });
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const pasted = lines(text);
    const field = event.target;
    if (pasted.length < 2 || !(isNew(field) || field.matches?.(".entry textarea[data-field=text]"))) return;
    event.preventDefault();
    if (isNew(field)) {
      field.setRangeText(clean(text), field.selectionStart, field.selectionEnd, "end");
      take(field);
      return;
    }
    let row = rowOf(field);
    field.setRangeText(clean(text).split(/\r?\n/).find((line) => line.trim()), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    for (const line of pasted.slice(1)) row = addAfter(row, line) ?? row;
  });

  // --- What stands at each line -------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const tool = event.target.closest?.("[data-do]");
    const row = tool && rowOf(tool);
    if (row) {
      event.preventDefault();
      ({ up: () => move(row, -1), down: () => move(row, 1), delete: () => remove(row), sheet: () => mark(row, tool) })[tool.dataset.do]();
      return;
    }
    const more = event.target.closest?.("[data-more]");
    if (more && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      showMore(rowOf(more), more);
    }
  });

  function mark(row, tool) {
    const before = { true: true, false: false }[tool.dataset.value] ?? null;
    const value = { null: true, true: false, false: null }[before];
    const field = row.querySelector("[data-field=on_sheet]");
    if (field) field.value = String(value ?? "");
    showMark(row, value);
    note({ target: row.dataset.target, fields: { on_sheet: before } });
    saver.change(row.dataset.target, Number(row.dataset.version), { on_sheet: value }, { now: true });
  }

  document.addEventListener("change", (event) => {
    const row = event.target.matches?.("[data-field=on_sheet]") && rowOf(event.target);
    if (row) showMark(row, { true: true, false: false }[event.target.value] ?? null);
  });

  // A move takes the middle between its new neighbours, so one row changes.
  const placeAfter = (row) => placeBetween(row, null);

  function placeBetween(one, other) {
    const before = Number(one?.dataset.position ?? NaN), after = Number(other?.dataset.position ?? NaN);
    if (Number.isNaN(before)) return Number.isNaN(after) ? STEP : after - STEP;
    return Number.isNaN(after) ? before + STEP : (before + after) / 2;
  }

  function settle(row) {
    note({ target: row.dataset.target, fields: { position: Number(row.dataset.position) } });
    row.dataset.position = placeBetween(row.previousElementSibling, row.nextElementSibling);
    saver.change(row.dataset.target, Number(row.dataset.version), { position: Number(row.dataset.position) }, { now: true });
  }

  function move(row, step) {
    const towards = step < 0 ? "previousElementSibling" : "nextElementSibling";
    let other = row[towards];
    while (other && !other.matches(".entry")) other = other[towards];
    if (!other) return;
    if (step < 0) other.before(row); else other.after(row);
    settle(row);
  }

  // Undoes the making of a line or a person.
  function takeAway(target) {
    const [row] = placesOf(target), [box] = draftsOf(target);
    if (row?.matches(".entry")) return remove(row, false);
    if (box) { box.value = ""; delete box.dataset.draft; }
    row?.remove();
    saver.remove(target, saver.line(target).version);
  }

  async function showMore(row, link) {
    const open = row.querySelector(".about");
    if (open) { open.remove(); row.classList.remove("opened"); return; }
    const response = await fetch(link.href, { credentials: "same-origin" }).catch(() => null);
    if (!response?.ok || response.redirected) { location.assign(link.href); return; }
    const about = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#about");
    if (!about) { location.assign(link.href); return; }
    about.removeAttribute("id");
    row.append(about);
    // The star may have been pressed while this was on its way.
    const field = about.querySelector("[data-field=on_sheet]"), star = row.querySelector(".star");
    if (field && star) field.value = star.dataset.value;
    row.classList.add("opened");
    growAll(about);
    about.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  // --- Dragging, by mouse or finger ---------------------------------------------------------------------------

  let dragged = null;
  document.addEventListener("pointerdown", (event) => {
    const row = event.target.matches?.(".grip") && rowOf(event.target);
    if (!row) return;
    event.preventDefault();
    dragged = row;
    row.classList.add("dragged");
    event.target.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".entry[data-target]");
    if (!over || over === dragged || over.parentElement !== dragged.parentElement) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged); else over.after(dragged);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      if (!dragged) return;
      dragged.classList.remove("dragged");
      settle(dragged);
      dragged = null;
    });
  }

  return { isNew, draft, addAfter, bringBack, takeAway };
}
