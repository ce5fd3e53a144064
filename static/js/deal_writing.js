// Writing in the table of a deal: cells save themselves, a row that is begun is there, and the packages follow.

import { Desk } from "./desk.js";
import { placesOf } from "./fields.js";
import { pageAt } from "./fresh.js";
import { newId } from "./ids.js";

const STEP = 1024, TEXT = ":is(input[type=text], textarea)";
const removed = new Map();
const desk = new Desk({ settled, came: settled });
desk.lists = { isNew: () => false, draft() {}, making, bringBack, takeAway, remade: () => null };
desk.begin();

// --- New rows --------------------------------------------------------------------------------------------------------

// The last row of an issue, or the box for another issue, becomes a part of its own with the first sign that is typed;
// this is heard before the desk saves what stands there.
document.addEventListener("input", (event) => {
  const blank = event.target.closest?.("[data-new-option]:not([data-target])");
  if (!blank || !event.target.value.trim()) return;
  const target = `option:${newId()}`;
  Object.assign(blank.dataset, { target, version: 0, draft: target, position: placeAfter(blank) });
  for (const field of blank.querySelectorAll("[data-field]")) field.name = `${target}|${field.dataset.field}`;
  desk.note({ target, delete: true });
  blank.parentElement.after(anotherAfter(blank));
}, true);

// An option is made with its issue, whichever of its fields comes first.
function making(place) {
  const { newOption, target = "", version, position } = place.dataset;
  if (newOption === undefined || Number(version) || !target.startsWith("option:")) return {};
  return { issue: newOption, position: Number(position) };
}

function anotherAfter(row) {
  const body = row.parentElement.cloneNode(true), [blank] = body.rows;
  for (const name of ["target", "version", "draft", "position"]) delete blank.dataset[name];
  for (const field of blank.querySelectorAll("[data-field]")) {
    Object.assign(field, { value: "", name: `new-option|${blank.dataset.newOption}.${field.dataset.field}` });
  }
  for (const said of blank.querySelectorAll(".state")) said.remove();
  return body;
}

// Once the hands have left it, it takes its place among the others.
document.addEventListener("focusout", (event) => {
  const row = event.target.closest?.("tr[data-draft]");
  if (row && !row.contains(event.relatedTarget)) settle(row);
  const box = event.target.closest?.("[data-new-issue]");
  if (box && event.target.value.trim()) addIssue(event.target, false);
});

function settle(row) {
  const body = row.parentElement, list = row.closest("table").querySelector("tbody[data-entries]");
  const tool = document.getElementById("issue-pattern").content.querySelector("[data-remove]").cloneNode(true);
  tool.value = `delete ${row.dataset.target}`;
  delete row.dataset.draft;
  row.classList.remove("new");
  row.lastElementChild.append(tool);
  const base = document.createElement("input");
  Object.assign(base, { type: "hidden", name: `base|${row.dataset.target}`, value: desk.saver.line(row.dataset.target).version });
  row.firstElementChild.prepend(base);
  list.append(row);
  body.remove();
}

function addIssue(box, enter) {
  const id = newId(), target = `issue:${id}`, name = box.value.trim(), all = document.querySelector("[data-issues]");
  const section = document.importNode(document.getElementById("issue-pattern").content.firstElementChild, true);
  for (const node of [section, ...section.querySelectorAll("*")]) {
    for (const attribute of node.attributes) attribute.value = attribute.value.replaceAll("{id}", id);
  }
  const heads = [...all.querySelectorAll(".issue-head")], position = Math.max(0, ...heads.map((head) => Number(head.dataset.position))) + STEP;
  section.querySelector(".issue-head").dataset.position = position;
  section.querySelector('[data-field="name"]').value = name;
  all.append(section);
  box.value = "";
  desk.saver.change(target, 0, { name, position }, { now: true });
  desk.note({ target, delete: true });
  if (enter) section.querySelector(`[data-new-option] ${TEXT}`).focus();
}

function placeAfter(blank) {
  const rows = [...blank.closest("table").querySelectorAll("tr[data-position]")];
  return Math.max(0, ...rows.map((row) => Number(row.dataset.position))) + STEP;
}

// --- Keys ------------------------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.isComposing || event.keyCode === 229 || !field.matches?.(".deal :is(input[type=text], textarea)")) return;
  if (event.key === "Enter" && field.closest("[data-new-issue]")) {
    event.preventDefault();
    if (field.value.trim()) addIssue(field, true);
  } else if (event.key === "Enter" || (["ArrowDown", "ArrowUp"].includes(event.key) && !event.altKey)) {
    event.preventDefault();
    desk.saver.hurry();
    below(field, event.key === "ArrowUp" ? -1 : 1, event.key === "Enter")?.focus();
  }
});

// The cell below in the same column, or above; Enter begins the next row with its name.
function below(field, step, enter) {
  const row = field.closest("tr"), rows = [...document.querySelectorAll(".issues .issue-head, .options tbody tr, [data-new-issue]")];
  const next = rows[rows.indexOf(row ?? field.closest(".issue-head")) + step];
  const at = row && next?.matches("tr") && !(enter && next.matches(".new")) ? [...row.cells].indexOf(field.closest("td")) : 0;
  return (next?.cells?.[at] ?? next)?.querySelector(TEXT);
}

// --- Deleting --------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const tool = event.target.closest?.("[data-remove]");
  if (!tool) return;
  event.preventDefault();
  const target = tool.value.split(" ")[1];
  desk.note({ target, restore: true });
  remove(target);
});

function partOf(target) {
  const [place] = placesOf(target);
  return place?.closest(target.startsWith("issue:") ? ".issue" : "tr");
}

function remove(target) {
  const part = partOf(target), offer = document.createElement(part.matches("tr") ? "tr" : "p"), undo = document.createElement("button");
  Object.assign(undo, { type: "button", className: "as-link underlined", textContent: desk.words.undo, onclick: () => bringBack(target) });
  offer.className = "undo";
  const cell = part.matches("tr") ? offer.insertCell() : offer;
  if (cell !== offer) cell.colSpan = 4;
  cell.append(desk.words.deleted, " ", undo);
  removed.set(target, { part, offer });
  part.replaceWith(offer);
  undo.focus({ preventScroll: true });
  desk.saver.remove(target, desk.saver.line(target, Number(part.dataset.version ?? part.querySelector("[data-version]").dataset.version)).version);
}

function bringBack(target) {
  const { part, offer } = removed.get(target) ?? {};
  if (!part) return false;
  offer.replaceWith(part);
  removed.delete(target);
  desk.saver.restore(target, desk.saver.line(target).version);
  part.querySelector(TEXT).focus();
  return true;
}

// Undoes the making of a part.
function takeAway(target) {
  if (partOf(target)) remove(target);
  else desk.saver.remove(target, desk.saver.line(target).version);
}

// --- What the page says ----------------------------------------------------------------------------------------------

// All that was written has arrived: what is wrong in a cell and what it all comes to may read otherwise now.
let reading = false, again = false;

async function settled() {
  const changed = document.querySelector("[data-reload][data-changed]");
  if (changed) {
    // Whoever goes by keyboard goes on from there: see below.
    history.replaceState(history.state, "", `#${changed.id}`);
    return location.reload();
  }
  again = reading;
  if (reading) return;
  reading = true;
  const asked = performance.now(), page = await pageAt(location.href);
  reading = false;
  if (page && !desk.saver.stopped) take(page, asked);
  if (again) settled();
}

function take(page, asked) {
  takeIssues(page, asked);
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const now = page.querySelector(`[data-fresh="${CSS.escape(part.dataset.fresh)}"]`);
    if (now && now.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) part.replaceChildren(...now.childNodes);
  }
  for (const field of document.querySelectorAll(".deal [data-field]")) {
    const now = page.getElementById(field.id || field.name);
    if (!now || desk.saver.lines.get(field.closest("[data-target]")?.dataset.target)?.trouble) continue;
    field.setAttribute("aria-invalid", now.getAttribute("aria-invalid") ?? "false");
  }
}

// Issues that others have made or deleted come and go; nothing that is being written does.
function takeIssues(page, asked) {
  const list = document.querySelector("[data-issues]"), free = ({ dataset: { issue } }) => desk.fresh.isFree(`issue:${issue}`, asked);
  for (const section of page.querySelectorAll("[data-issue]")) {
    if (!document.getElementById(section.id) && free(section) && !removed.has(`issue:${section.dataset.issue}`)) list.append(document.importNode(section, true));
  }
  for (const section of list.querySelectorAll("[data-issue]")) {
    if (!page.getElementById(section.id) && free(section) && !section.contains(document.activeElement)) section.remove();
  }
}

document.addEventListener("change", ({ target: field }) => {
  if (field.matches?.("[data-reload]")) field.dataset.changed = "";
}, true);

// A reload leaves the focus nowhere, also where the address names a control.
if (location.hash === "#weighted") document.getElementById("weighted")?.focus({ preventScroll: true });
