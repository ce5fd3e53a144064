// Lists of lines: Enter for the next one, pasting many, moving, marking, deleting with undo, and more about a line.

import { newId } from "./saving.js";
import { clean, grow, growAll } from "./text.js";

const STEP = 1024;

export function watchLists(saver, words) {
  const rowOf = (node) => node.closest?.(".entry[data-target]");
  const listBefore = (box) => box.closest(".entry.new").previousElementSibling;

  // --- New lines ---------------------------------------------------------------------------------------------

  function add(box, text, after = null) {
    const [item, prompt] = box.dataset.new.split(".");
    const list = listBefore(box);
    const row = madeRow(newId(), text);
    const before = after ?? list.lastElementChild;
    if (before) before.after(row); else list.append(row);
    const position = placeOf(row);
    row.dataset.position = position;
    saver.change(row.dataset.target, 0, { item, prompt, text, position }, { now: true });
    grow(row.querySelector("textarea"));
    return row;
  }

  function madeRow(id, text) {
    const row = document.getElementById("line").content.firstElementChild.cloneNode(true);
    for (const node of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of node.attributes) attribute.value = attribute.value.replace("{id}", id);
    }
    row.querySelector("textarea").value = text;
    return row;
  }

  function addParty(box, name) {
    const role = box.dataset.newParty;
    const id = newId();
    saver.change(`party:${id}`, 0, { name, roles: [role] }, { now: true });
    let people = box.closest(".entry.new").previousElementSibling;
    if (!people?.matches(".people")) {
      people = document.createElement("ul");
      people.className = "people";
      box.closest(".entry.new").before(people);
    }
    const line = document.createElement("li");
    const link = document.createElement("a");
    Object.assign(link, { href: `${words.edits.replace(/edits\/$/, "")}parties/${id}/`, textContent: name });
    line.dataset.target = `party:${id}`;
    const problem = document.createElement("p");
    Object.assign(problem, { className: "problem", hidden: true });
    problem.dataset.problem = "";
    line.append(link, problem);
    people.append(line);
  }

  function take(box) {
    for (const text of lines(box.value)) {
      if (box.dataset.new) add(box, text);
      else addParty(box, text);
    }
    box.value = "";
    grow(box);
  }

  const lines = (text) => clean(text).split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  const isNew = (node) => node.matches?.("[data-new], [data-new-party]");

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
    const box = row.parentElement.nextElementSibling.querySelector("[data-new]");
    field.setRangeText(clean(text).split(/\r?\n/).find((line) => line.trim()), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    for (const line of pasted.slice(1)) row = add(box, line, row);
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
    const value = { "": true, true: false, false: null }[tool.dataset.value];
    showMark(row, value);
    saver.change(row.dataset.target, Number(row.dataset.version), { on_sheet: value }, { now: true });
  }

  // The star and the field below the line say the same.
  function showMark(row, value) {
    const star = row.querySelector(".star");
    star.dataset.value = String(value ?? "");
    star.ariaLabel = star.title = { null: words.sheetNull, true: words.sheetTrue, false: words.sheetFalse }[String(value)];
    const field = row.querySelector("[data-field=on_sheet]");
    if (field) field.value = star.dataset.value;
  }

  document.addEventListener("change", (event) => {
    const row = event.target.matches?.("[data-field=on_sheet]") && rowOf(event.target);
    if (row) showMark(row, { true: true, false: false }[event.target.value] ?? null);
  });

  // A move takes the middle between its new neighbours, so one row changes.
  function placeOf(row) {
    const before = Number(row.previousElementSibling?.dataset.position ?? NaN);
    const after = Number(row.nextElementSibling?.dataset.position ?? NaN);
    if (Number.isNaN(before)) return Number.isNaN(after) ? STEP : after - STEP;
    return Number.isNaN(after) ? before + STEP : (before + after) / 2;
  }

  function settle(row) {
    row.dataset.position = placeOf(row);
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

  // Where the line stood, a note offers it back for as long as the page is open.
  function remove(row) {
    const note = document.createElement("li");
    const undo = document.createElement("button");
    Object.assign(undo, { type: "button", className: "as-link underlined", textContent: words.undo });
    Object.assign(note, { className: "undo", role: "status" });
    note.dataset.position = row.dataset.position;
    note.append(words.deleted, " ", undo);
    undo.addEventListener("click", () => {
      const { target } = row.dataset;
      const field = row.querySelector("textarea");
      note.replaceWith(row);
      saver.restore(target, saver.line(target).version);
      if (!field.value.trim()) {
        field.value = field.dataset.before;
        saver.change(target, 0, { text: field.value }, { now: true });
      }
      grow(field);
      field.focus();
    });
    row.replaceWith(note);
    saver.remove(row.dataset.target, Number(row.dataset.version));
    if (document.activeElement === document.body) undo.focus({ preventScroll: true });
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
}
