// Brings the page up to date with what the server has now: lines that came, went or moved, fields that others changed,
// and what the page says about the whole worksheet. Nothing that is being written is touched.

import { isUnderHands, restIn } from "./entered.js";
import { draftsOf, placesOf, remember, show, valueOf } from "./fields.js";

const SOON = 500;

export class Fresh {
  // With `signal` it ends.
  constructor(saver, signal) {
    Object.assign(this, { saver, signal, timer: 0, behind: false });
    document.addEventListener("focusout", () => this.behind && this.soon(), { signal });
  }

  soon(wait = SOON) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew(), wait);
  }

  // What cannot be put under the hands that write now comes once they rest, or leave the field.
  later() {
    this.behind = true;
    this.soon(Math.max(SOON, restIn()));
  }

  // Brings one part of the page up to date, and nothing else.
  async renewPart(name) {
    const asked = performance.now(), page = await this.page(), part = document.querySelector(`[data-fresh="${name}"]`);
    if (page && part && !replace(part, page, (target) => this.isFree(target, asked))) this.behind = true;
  }

  // What the server has now, unless this is no time to show it.
  async page() {
    const page = await pageAt(location.href);
    return this.saver.stopped || this.signal?.aborted ? null : page;
  }

  async renew() {
    clearTimeout(this.timer);
    const asked = performance.now(), page = await this.page();
    if (!page) return;
    if (this.saver.held) return this.later();
    this.behind = false;
    const free = (target) => this.isFree(target, asked);
    for (const list of page.querySelectorAll("[data-entries]")) reorder(list, free);
    for (const place of page.querySelectorAll("[data-target]")) if (free(place.dataset.target)) this.take(place);
    for (const part of document.querySelectorAll("[data-fresh]")) if (!replace(part, page, free)) this.behind = true;
  }

  // Whether nothing of this target waits to be sent or was acknowledged after the page was asked for.
  isFree(target, asked) {
    const line = this.saver.lines.get(target);
    return !line || (line.state === "saved" && line.at < asked);
  }

  // The values of a target, unless this page knows a later version. A field under hands that write stays as it is, and
  // with it the version: what is written there next was written on what can be seen there.
  take(fresh) {
    const { target, version } = fresh.dataset;
    let whole = true;
    for (const place of placesOf(target)) {
      if (Number(version) <= Number(place.dataset.version)) continue;
      for (const name of new Set([...fresh.querySelectorAll("[data-field]")].map((field) => field.dataset.field))) {
        whole = put(place, name, valueOf(fresh, name)) && whole;
      }
      const facts = place.querySelector(".facts"), said = fresh.querySelector(".facts");
      if (facts && said && facts.textContent !== said.textContent) facts.textContent = said.textContent;
      if (place.querySelector(".about")) this.about(place);
    }
    if (!whole) this.later();
    else this.know(target, Number(version));
  }

  know(target, version) {
    const line = this.saver.lines.get(target);
    if (line) line.version = Math.max(line.version, version);
    remember(target, version);
  }

  // The fields below a line that was opened stand on a page of their own.
  async about(row) {
    const page = await pageAt(row.querySelector("[data-more]").href), about = page?.getElementById("about");
    for (const field of about?.querySelectorAll("[data-field]") ?? []) put(row, field.dataset.field, valueOf(about, field.dataset.field));
  }
}

export async function pageAt(address) {
  const response = await fetch(address.split("#")[0], { credentials: "same-origin" }).catch(() => null);
  return response?.ok && !response.redirected ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
}

function put(place, name, value) {
  const now = valueOf(place, name);
  if (now === undefined || JSON.stringify(now) === JSON.stringify(value)) return true;
  const field = place.querySelector(`[data-field="${name}"]`);
  if (isUnderHands(field)) return false;
  if (field === document.activeElement) underHands(field, () => show(place, name, value));
  else show(place, name, value);
  came(field);
  return true;
}

// Changes a field that somebody is in and does not write in just now. The caret stays at its words; and for all who
// noted what the field held when it was entered, it is entered anew.
function underHands(field, change) {
  const { value: before, selectionStart: start, selectionEnd: end } = field;
  change();
  if (start !== null && start !== undefined) field.setSelectionRange(...[start, end].map((at) => moved(at, before, field.value)));
  field.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
}

// Where a place in a text is after a change: it counts from the beginning before what has changed, from the end behind it.
function moved(at, before, after) {
  let same = 0;
  while (same < at && before[same] === after[same]) same++;
  return same === at ? at : Math.max(same, at + after.length - before.length);
}

// Shows for a moment where something came from elsewhere.
function came(node) {
  node.classList.add("came");
  node.addEventListener("animationend", () => node.classList.remove("came"), { once: true });
}

// Whether a part says what it should now. Nothing changes under somebody's hands; nor, in a part that is to keep still,
// while somebody writes in the same column.
function replace(part, page, free) {
  const now = page.querySelector(`[data-fresh="${part.dataset.fresh}"]`), active = document.activeElement;
  if (!now || said(now) === said(part)) return true;
  const beside = part.hasAttribute("data-still") && active.matches("textarea, input") && part.closest("aside")?.contains(active);
  const inside = active !== part && part.contains(active);
  const waiting = [...part.querySelectorAll("[data-target]")].some((place) => !free(place.dataset.target));
  if (inside || beside || waiting) return false;
  part.replaceChildren(...now.childNodes);
  return true;
}

// What a part holds, whatever of it is unfolded just now.
const said = (part) => part.innerHTML.replaceAll(' open=""', "");

// Puts the lines of one question into the order of the fresh page, with those that came and without those that went.
function reorder(fresh, free) {
  const list = document.querySelector(`[data-entries="${fresh.dataset.entries}"]`);
  if (!list) return;
  const wanted = [...fresh.querySelectorAll(":scope > [data-target]")];
  const names = new Set(wanted.map((row) => row.dataset.target));
  const busy = (row) => row.contains(document.activeElement) || !free(row.dataset.target);
  for (const row of list.querySelectorAll(":scope > [data-target]")) if (!names.has(row.dataset.target) && !busy(row)) row.remove();
  let next = list.firstElementChild;
  for (const row of wanted) {
    while (next && !names.has(next.dataset.target)) next = next.nextElementSibling;
    const { target } = row.dataset, here = document.querySelector(`[data-entries] > [data-target="${CSS.escape(target)}"]`);
    if (here && here === next) next = next.nextElementSibling;
    else if (here && !busy(here)) list.insertBefore(here, next);
    else if (!here && free(target) && !draftsOf(target).length) {
      const made = document.importNode(row, true);
      list.insertBefore(made, next);
      came(made);
    }
    if (here && !busy(here)) here.dataset.position = row.dataset.position;
  }
}
