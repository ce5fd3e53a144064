// The writing on a page: fields save themselves, and the page says truly whether they are saved. Where one page shows one
// thing after the other, what is still on its way from the ones before arrives all the same.

import { Saver } from "./autosave.js";
import { concerned, decision, joined } from "./decisions.js";
import { draftsOf, placesFor, placesOf, remember, show, valueOf } from "./fields.js";
import { Fresh } from "./fresh.js";
import { openJournal } from "./journal.js";
import { Live } from "./live.js";
import { bring, offer, offerSpoilt } from "./offers.js";
import { signIn, signedIn } from "./signin.js";
import { fieldStatus, pageStatus, say } from "./status.js";
import { grow, growAll, tidy } from "./text.js";
import { watchUndo } from "./undo.js";

const NOTHING = () => {};

export class Desk {
  // What the page adds of its own: `came()` hears that others have changed something, `saved(place)` that all of a target
  // has arrived, `settled()` that everything has. `lists`, set once they are there, knows the lines that come and go.
  constructor({ came = NOTHING, saved = NOTHING, settled = NOTHING } = {}) {
    Object.assign(this, { came, saved, settled, lists: null, entered: null, savers: new Map(), opening: openJournal() });
    document.documentElement.classList.add("scripted");
    const push = watchUndo((step) => this.undo(step), () => this.earlier());
    this.note = (step) => push({ ...step, saver: this.saver });
    this.listen();
    this.turn();
  }

  // Takes up what stands on the page now: its words say where changes go.
  turn() {
    const left = this.saver;
    this.leaving?.abort();
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.words = document.getElementById("words").dataset;
    this.lent = "lent" in this.words;
    this.before = Infinity;
    this.reachable = true;
    this.saver = this.saverOf(this.words.edits);
    this.fresh = new Fresh(this.saver, signal);
    const came = (edits) => { this.saver.hear(edits); this.fresh.renew(); this.came(); };
    const { after } = this.words, say = (reachable) => this.sayLive(reachable);
    this.live = after === undefined ? null : new Live({ saver: this.saver, after: Number(after), came, say, signal });
    this.tools = { saver: this.saver, words: this.words, there: () => this.fresh.page(), renew: () => this.fresh.renew(), both: (...what) => this.both(...what) };
    if (!left) return;
    if (left !== this.saver) this.arrived(left);
    for (const line of this.saver.lines.values()) {
      if (line.queue.length) this.took(line);
      else line.version = Math.max(line.version, Number(placesOf(line.target)[0]?.dataset.version ?? 0));
    }
    this.adopt();
    growAll(document);
    this.status();
    this.live?.look();
  }

  saverOf(url) {
    if (!this.savers.has(url)) {
      const uid = Number(document.documentElement.dataset.uid);
      const saver = new Saver(url, uid, this.opening, (line, merged) => this.tell(saver, line, merged));
      this.savers.set(url, saver);
    }
    return this.savers.get(url);
  }

  // What stands in the fields now: what was typed before this module was there, and what was kept on this device.
  begin() {
    growAll(document);
    for (const field of document.querySelectorAll("textarea[data-field], textarea[data-new], textarea[data-new-party]")) {
      if (field.value !== field.defaultValue) this.changed({ target: field });
    }
    this.opening.then((journal) => journal?.watch((urls) => urls.includes(this.saver.url) && this.adopt()));
  }

  // On a page that is lent the texts of its owner are only sent.
  adopt() {
    const { saver } = this;
    if (this.lent) return bring(saver.url);
    saver.adopt((line) => saver === this.saver && this.took(line), offerSpoilt);
  }

  // --- What the page says ----------------------------------------------------------------------------------------------

  // `merged`: what others made of other fields of this target, unseen here until now.
  tell(saver, line, merged) {
    if (saver.stopped) return this.somebodyElse();
    this.status();
    if (saver !== this.saver) return this.arrived(saver);
    for (const one of line ? [line] : saver.lines.values()) this.showLine(one, merged);
    if (line?.state === "saved" && !saver.busy) {
      this.live?.tellOthers();
      this.settled();
      if (this.fresh.behind) this.fresh.soon();
    }
  }

  status() {
    const savers = [...this.savers.values()], back = () => this.savers.forEach((saver) => { saver.setSignedOut(false); saver.hurry(); });
    pageStatus(savers, this.words, () => signIn(this.words, back));
    if (!savers.some((saver) => saver.signedOut)) signedIn();
  }

  showLine(line, merged) {
    const places = placesOf(line.target), about = placesFor(places, concerned(line));
    const here = [...places].includes(this.touched) ? [this.touched] : [...places];
    if (line.version && line.state === "saved") remember(line.target, line.version);
    for (const place of places) {
      for (const [name, value] of Object.entries(merged ?? {})) if (!(name in line.unsent)) show(place, name, value);
      if (line.state === "saved") this.saved(place);
      fieldStatus(place, line, this.words, here.includes(place));
      decision(place, line, this.tools, about.includes(place));
    }
    if (!places.length) decision(null, line, this.tools);
    for (const box of draftsOf(line.target)) fieldStatus(box.parentElement, line, this.words);
  }

  // Something of what was there before this has got to the server, or needs a decision there.
  arrived(saver) {
    offer(saver);
    if (saver.busy) return;
    saver.retire();
    this.savers.delete(saver.url);
  }

  // Only what is new: other words that stand there stay.
  sayLive(reachable) {
    if (reachable === this.reachable) return;
    this.reachable = reachable;
    say(reachable ? "" : this.words.away);
  }

  // Somebody else has signed in here: this page belongs to the one before, and so does all that stands on it.
  somebodyElse() {
    const main = document.querySelector("main"), text = document.createElement("p"), link = document.createElement("a");
    if (main.dataset.closed) return;
    main.dataset.closed = "";
    Object.assign(text, { textContent: this.words.otherUser, role: "alert" });
    Object.assign(link, { href: "/worksheets/", textContent: this.words.goOn, className: "btn btn-main" });
    main.replaceChildren(text, link);
    document.body.replaceChildren(main);
    document.documentElement.removeAttribute("class");
    document.documentElement.removeAttribute("data-key");
    document.title = this.words.goOn;
  }

  // --- What people do --------------------------------------------------------------------------------------------------

  listen() {
    document.addEventListener("focusin", ({ target: field }) => {
      const place = field.closest?.("[data-target]");
      this.entered = place && { field, value: field.dataset.field ? valueOf(place, field.dataset.field) : field.value };
    });
    document.addEventListener("compositionstart", () => this.saver.hold(true));
    document.addEventListener("compositionend", (event) => this.composed(event));
    document.addEventListener("input", (event) => this.changed(event));
    document.addEventListener("change", (event) => this.changed(event, true));
    document.addEventListener("focusout", (event) => {
      if (this.saver.held) this.composed(event);
      if (event.target.dataset?.field && event.target.matches("textarea, input[type=text]")) this.saver.hurry();
    });
    addEventListener("beforeunload", (event) => {
      if ([...this.savers.values()].some((saver) => saver.atRisk)) event.preventDefault();
    });
  }

  // What stands in the field now is what was meant.
  composed(event) {
    this.changed(event);
    this.saver.hold(false);
  }

  // What is being composed is a change like others, which only waits: it must not be touched, but it must be kept.
  changed(event, now = false) {
    const field = event.target, place = field.closest?.("[data-target]");
    if (field.tagName === "TEXTAREA") grow(field);
    if (this.lists?.isNew(field)) return this.lists.draft(field);
    if (!place || !(field.dataset.field || field.dataset.place !== undefined)) return;
    this.touched = place;
    if (!event.isComposing) tidy(field);
    if (field.dataset.field === "text") place.setAttribute("data-reworded", "");
    const { target } = place.dataset, version = Number(place.dataset.version), name = field.dataset.field;
    if (!name) {
      this.noteOnce(field, target, () => whereIs(this.entered.value));
      this.saver.change(target, version, whereIs(field.value), { now: true });
    } else if (name === "text" && !field.value.trim() && !field.hasAttribute("data-may-be-empty")) {
      // An emptied line is a deletion, which its own button or leaving the field asks for.
      this.saver.open(target, version, place.matches(".entry, .remark") ? "emptied" : "empty");
    } else if (now && field.matches("textarea, input[type=text]")) {
      this.saver.hurry();
    } else {
      this.noteOnce(field, target, () => ({ [name]: this.entered.value }));
      this.saver.change(target, version, { ...this.lists?.making?.(place), [name]: valueOf(place, name) }, { now });
    }
  }

  // What a field held when it was entered is where Ctrl+Z goes back to; an empty line is none.
  noteOnce(field, target, before) {
    if (this.entered?.field.name !== field.name) return;
    if (field.dataset.field !== "text" || this.entered.value.trim()) this.note({ target, fields: before() });
    this.entered = null;
  }

  // Takes a step back; says whether that changes anything. What waits for a decision is left alone: its text may stand
  // nowhere else.
  undo(step) {
    const { saver, target, version = 0, fields, restore } = step;
    if (saver !== this.saver) return false;
    if (saver.lines.get(target)?.trouble) return this.undecided(step);
    const [place] = placesOf(target), known = Number(place?.dataset.version ?? version);
    const here = place || restore || draftsOf(target).length;
    if (fields) {
      if (place && Object.entries(fields).every(([name, value]) => holds(place, name, value))) return false;
      for (const [name, value] of Object.entries(fields)) if (place) show(place, name, value);
      this.saver.change(target, known, fields, { now: true });
    } else if (restore) {
      if (!this.lists?.bringBack(target)) this.saver.restore(target, known);
    } else if (here) {
      this.lists.takeAway(target);
    } else {
      this.saver.remove(target, known);
    }
    if (!place || "position" in (fields ?? {}) || "prompt" in (fields ?? {})) this.fresh.behind = true;
    placesOf(target)[0]?.scrollIntoView({ block: "nearest" });
    say(here ? this.words.undone : this.words.undoneElsewhere);
    return true;
  }

  undecided(step) {
    this.note(step);
    const note = placesOf(step.target)[0]?.querySelector("[data-problem]") ?? document.querySelector("[data-elsewhere]");
    note.scrollIntoView({ block: "nearest" });
    say(this.words.undecided);
    return true;
  }

  // What this writer changed last before this page did anything, as the server knows it; asked again, what was before.
  // Whoever a page is lent to takes back what was done on it and nothing else.
  async earlier() {
    if (this.lent) return null;
    const { url, uid, own } = this.saver, before = Math.min(this.before, Number.MAX_SAFE_INTEGER, ...own);
    const response = await fetch(`${url}?undo=${before}&uid=${uid}`, { cache: "no-store", credentials: "same-origin" }).catch(() => null);
    const step = response?.ok ? await response.json().catch(() => null) : null;
    if (step?.target) this.before = step.edit;
    else if (!response?.ok) say(this.words.notNow);
    return step?.target ? { ...step, saver: this.saver } : null;
  }

  // Keeps both texts: a line of a list stays as the other one wrote it, and mine follows as a line of its own; gives the
  // place where mine stands.
  both(place, line, name, mine) {
    const { theirs } = line.trouble, row = name === "text" && this.lists?.addAfter(place, mine);
    show(place, name, row ? theirs[name] : joined(place, name, theirs[name], mine));
    this.saver.decide(line.target, row ? {} : { [name]: valueOf(place, name) });
    return row || place;
  }

  // A text that a closed page has left, or this one before it was turned, stands in its field again.
  took(line) {
    const places = placesOf(line.target);
    for (const place of places) for (const [name, value] of Object.entries(line.unsent)) show(place, name, value);
    if (!places.length && !this.lists?.remade?.(line)) this.fresh.behind = true;
  }
}

const holds = (place, name, value) => JSON.stringify(valueOf(place, name)) === JSON.stringify(value);

function whereIs(question) {
  const [item, prompt] = question.split(".");
  return { item, prompt };
}
