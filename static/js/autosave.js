// Brings changes to the server, target by target, and knows which text the server has.
//
// Each target (an entry, a party, an item's line …) has a queue with two places that matter: the change *in flight*,
// sent again word for word under the same op until there is a definite answer, and behind it the *dirty* one, in which
// later keystrokes gather. Every change is written to the journal on this device before it is sent, with the op under
// which it will be: a page that closes may send more than the journal has of it, and the next one learns so by the op.

import { isMap } from "./answers.js";
import { newId } from "./ids.js";
import { post, renewToken } from "./posting.js";

const QUIET = 400;
const SOONEST = 500;
const LATEST = 15000;
const DISK = 1000;
// Without an answer for so long, a text is not being saved: it is kept.
const PATIENCE = 3000;
const REST = 300;
// With these nothing is settled yet.
const AGAIN = new Set(["csrf", "signed_out", "too_many", "unavailable", "storage_full"]);

export class Saver {
  // `url` takes the changes of the person `uid`; `opening` promises the journal, or null where there is none;
  // `tell(line)` is called whenever something about a line changes.
  constructor(url, uid, opening, tell) {
    Object.assign(this, { url, uid, opening, tell, journal: null, lines: new Map(), own: new Set() });
    Object.assign(this, { held: false, signedOut: false, stopped: false, retired: new AbortController() });
    opening.then((journal) => { this.journal = journal; });
    const { signal } = this.retired;
    for (const name of ["online", "focus"]) addEventListener(name, () => this.hurry(), { signal });
    document.addEventListener("visibilitychange", () => this.hurry(), { signal });
    addEventListener("pagehide", () => this.leave(), { signal });
  }

  // Nothing is on its way and nothing will be written here any more.
  retire() {
    this.retired.abort();
  }

  line(target, version = 0) {
    if (!this.lines.has(target)) this.lines.set(target, new Line(this, target, version));
    return this.lines.get(target);
  }

  // Whether there is a text that neither the server has nor this device will keep.
  get atRisk() {
    return [...this.lines.values()].some((line) => line.queue.length && (!this.journal || line.unkept));
  }

  get busy() {
    return [...this.lines.values()].some((line) => line.queue.length || line.open);
  }

  change(target, version, fields, { now = false } = {}) {
    const line = this.line(target, version), open = line.dirty, change = open ?? made({ fields: {} });
    if (this.held) line.composed ??= { change, before: open && { ...open.fields } };
    if (!open) line.queue.push(change);
    Object.assign(change.fields, fields);
    if (line.trouble?.code !== "conflict") line.trouble = null;
    this.queued(line, now ? 0 : QUIET);
  }

  remove(target, version) {
    const line = this.line(target, version);
    // What was never sent needs no deletion.
    if (!line.version && line.queue.every((change) => !change.body)) return this.drop(line);
    line.queue.push(made({ delete: true }));
    this.queued(line, 0);
  }

  restore(target, version) {
    const line = this.line(target, version);
    line.queue.push(made({ restore: true }));
    this.queued(line, 0);
  }

  // Notes that a field was emptied, which is not a change yet: `emptied` means that leaving it deletes its line, `empty`
  // that nothing comes of it.
  open(target, version, as) {
    const line = this.line(target, version);
    this.withdraw(line);
    line.open = as;
    this.tell(line);
  }

  // What was only composed, and taken back before anything came of it, was never written.
  withdraw(line) {
    const { change, before } = line.composed ?? {};
    line.composed = null;
    if (!change || change !== line.dirty) return;
    if (before) change.fields = before;
    else line.queue.pop();
    line.kept = false;
    this.keep(line);
  }

  // Forgets what was not sent, as its writer asked; the page says so once it cannot come back.
  drop(line) {
    Object.assign(line, { queue: [], trouble: null, open: "" });
    return this.keep(line).then(() => this.tell(line));
  }

  queued(line, delay) {
    Object.assign(line, { open: "", kept: false });
    this.keep(line);
    this.tell(line);
    this.soon(line, delay);
  }

  // Between the first and the last key of a composed character nothing is sent, only kept.
  hold(held) {
    this.held = held;
    if (held) return;
    for (const line of this.lines.values()) line.composed = null;
    this.hurry();
  }

  hurry() {
    for (const line of this.lines.values()) if (line.queue.length) this.soon(line, 0);
  }

  soon(line, delay) {
    clearTimeout(line.timer);
    if (delay) line.timer = setTimeout(() => this.send(line), delay);
    else this.send(line);
  }

  async send(line) {
    if (this.stopped || line.sending || line.trouble || !line.queue.length) return;
    clearTimeout(line.patience);
    line.patience = setTimeout(() => { if (line.queue.length) this.tell(Object.assign(line, { late: true })); }, PATIENCE);
    if (this.held) return;
    line.sending = true;
    const change = line.queue[0];
    this.fix(line, change);
    await Promise.race([this.keep(line), pause(DISK)]);
    const answer = await post(this.url, change.body);
    clearTimeout(line.patience);
    Object.assign(line, { sending: false, late: false });
    this.answered(line, change, answer);
  }

  // From here on the change is what it is: its op, base and fields do not change until it is answered.
  fix(line, change, version = line.version) {
    const { op = newId(), base = version, lost, ...action } = change;
    change.body ??= JSON.stringify({ op, target: line.target, base, uid: this.uid, ...action });
  }

  // The page is closing: what waits goes out at once, also what is just being composed, and what waits behind a change in flight goes with the version
  // that this one will most likely make. Should it be another, the journal still has the text.
  leave() {
    if (this.stopped) return;
    for (const line of this.lines.values()) {
      if (line.trouble) continue;
      const [first, second] = line.queue;
      if (!first) continue;
      this.fix(line, first);
      post(this.url, first.body);
      if (!second) continue;
      this.fix(line, second, first.lost ? line.version : JSON.parse(first.body).base + 1);
      post(this.url, second.body);
    }
  }

  answered(line, change, answer) {
    if (!answer || AGAIN.has(answer.code)) {
      if (answer) this.setSignedOut(answer.code === "signed_out");
      if (answer?.code === "csrf") renewToken();
      this.later(line);
    } else if (answer.code === "other_user") this.stop();
    else {
      this.setSignedOut(false);
      if (change.lost && (answer.code === "ok" || answer.code === "conflict" || answer.known)) this.stored(line);
      else if (answer.code === "ok") this.accepted(line, change, answer);
      else if (answer.known) this.overtaken(line, change, answer);
      else this.refused(line, change, answer);
    }
  }

  accepted(line, change, answer) {
    this.own.add(answer.edit);
    line.queue = [...line.queue.slice(1), ...apart(line, change, answer)].filter((next) => !empty(next));
    Object.assign(line, { version: answer.version, wait: 0, at: performance.now() });
    if (!line.queue.length) this.keep(line);
    this.tell(line, answer.merged);
    this.send(line);
  }

  // The history has what its writer has not chosen. The page goes on from the text that it shows.
  stored(line) {
    line.queue.shift();
    line.wait = 0;
    this.keep(line);
    this.tell(line);
    this.send(line);
  }

  // The page that closed has sent more under this op than the journal had. What the server took stands; what it kept
  // as lost in a conflict is asked once more, as a change of its own.
  overtaken(line, change, answer) {
    if (answer.known === "saved") return this.accepted(line, change, answer);
    Object.assign(change, { op: newId(), base: JSON.parse(change.body).base, body: undefined });
    this.keep(line);
    this.send(line);
  }

  // What cannot be saved is kept, with everything typed behind it, until its writer decides. A conflict is asked again
  // against the same base, should this page be gone by then.
  refused(line, change, answer) {
    const rest = line.queue.slice(1), pinned = answer.code === "conflict" ? { base: JSON.parse(change.body).base } : {};
    if (change.delete && rest.some((later) => later.restore)) {
      // Deleted and taken back before the answer: there is nothing to decide.
      line.queue = rest.filter((later) => !later.restore);
    } else {
      const { body, op, ...asked } = change, fields = { ...change.fields, ...line.unsent };
      line.queue = [made({ ...(change.fields ? { fields } : asked), ...pinned })];
      line.trouble = answer;
    }
    if (answer.version) line.version = answer.version;
    line.wait = 0;
    this.keep(line);
    this.tell(line);
    this.send(line);
  }

  // A conflict is decided: `fields` are what is to be saved over what the other one wrote; none to let it stand. What
  // was typed since the server stored the text that lost goes there the same way first, against the same old version.
  decide(target, fields = {}) {
    const line = this.line(target), wanted = line.unsent, { theirs = {}, yours = {} } = line.trouble ?? {};
    const lost = {}, [{ base } = {}] = line.queue;
    for (const name of Object.keys(theirs)) {
      if (name in wanted && !(name in fields) && !same(wanted[name], yours[name])) lost[name] = wanted[name];
      delete wanted[name];
    }
    Object.assign(wanted, fields);
    line.trouble = null;
    line.queue = [made({ fields: lost, base, lost: true }), made({ fields: wanted })].filter((change) => !empty(change));
    if (line.queue.length) this.queued(line, 0);
    else this.settle(line);
  }

  // Others have written on in what waits for a decision here: the choice is between the newest texts.
  hear(edits) {
    for (const { target, version, fields, by } of edits) {
      const line = this.lines.get(target), { trouble } = line ?? {};
      if (trouble?.code !== "conflict" || trouble.editing || !fields || !(version > trouble.version)) continue;
      const clashing = Object.entries(fields).filter(([name]) => name in trouble.theirs || name in line.unsent);
      Object.assign(trouble, { version, author: by, theirs: { ...trouble.theirs, ...Object.fromEntries(clashing) } });
      line.version = version;
      this.tell(line, fields);
    }
  }

  // The other text stands. The page says so once the journal has forgotten ours: the next page would ask again.
  async settle(line) {
    line.settling = true;
    this.tell(line);
    await Promise.race([this.keep(line), pause(DISK)]);
    line.settling = false;
    this.tell(line);
  }

  // The same for a deletion: it goes ahead although the other one has changed what is deleted.
  deleteAnyway(target) {
    const line = this.line(target);
    Object.assign(line, { trouble: null, queue: [made({ delete: true })] });
    this.queued(line, 0);
  }

  // And for a text written on a line that somebody else has deleted.
  bringBack(target) {
    const line = this.line(target);
    Object.assign(line, { trouble: null, queue: [made({ restore: true }), made({ fields: line.unsent })] });
    this.queued(line, 0);
  }

  later(line) {
    line.wait = Math.min(LATEST, Math.max(SOONEST, line.wait * 2));
    this.tell(line);
    this.soon(line, line.wait * (0.75 + Math.random() / 2));
  }

  setSignedOut(signedOut) {
    if (this.signedOut === signedOut) return;
    this.signedOut = signedOut;
    this.tell(null);
    if (!signedOut) this.hurry();
  }

  // Somebody else is signed in here now: nothing of this page may be sent any more. Once all is on the disk it is left
  // to the next page of its writer.
  async stop() {
    if (this.stopped) return;
    this.stopped = true;
    this.tell(null);
    const journal = await this.opening;
    await Promise.all([...this.lines.values()].map((line) => line.next ?? line.keeping));
    journal?.release();
  }

  // Brings the journal up to date with a line; one write at a time, the last state wins. Resolves when it is on the
  // disk, or could not be put there.
  keep(line) {
    line.next ??= Promise.all([this.opening, line.keeping]).then(([journal]) => {
      line.next = null;
      if (!journal) return;
      const queue = structuredClone(line.queue), what = JSON.stringify(queue);
      const { version } = line;
      const done = queue.length
        ? journal.write(this.url, line.target, { version, queue })
        : journal.erase(this.url, line.target);
      line.keeping = done.then(() => {
        line.unkept = false;
        // This is said once the keys rest: from one to the next the words would go to and fro.
        clearTimeout(line.resting);
        line.resting = setTimeout(() => {
          if (line.kept || !queue.length || JSON.stringify(line.queue) !== what) return;
          line.kept = true;
          this.tell(line);
        }, REST);
      }, () => { line.unkept = true; });
      return line.keeping;
    });
    return line.next;
  }

  // Takes what closed pages have left of this worksheet and sends it. `took(line)` hears of each text, `spoilt(id, forget)`
  // of what cannot be read.
  async adopt(took, spoilt) {
    const take = async (target, content) => {
      if (!isKept(target, content)) return "spoilt";
      const { version, queue } = content, line = this.line(target, version), [first] = queue;
      // What was never sent was made on the version that the closed page knew.
      if (!first.body) first.base ??= version;
      line.queue.push(...queue);
      took(line);
      this.queued(line, 0);
      await this.keep(line);
      return line.unkept ? "kept nowhere else" : "taken";
    };
    await (await this.opening)?.adopt(this.url, take, spoilt);
  }
}

// One target and what is on its way to the server.
class Line {
  constructor(saver, target, version) {
    Object.assign(this, { saver, target, version, queue: [], composed: null, trouble: null, sending: false, settling: false, open: "", kept: false, unkept: false, late: false, wait: 0, at: 0 });
  }

  // saved, saving, kept (on this device), waiting (kept nowhere), signedOut, conflict or refused; or what the field is
  // open as.
  get state() {
    if (this.trouble) return this.trouble.code === "conflict" ? "conflict" : "refused";
    if (!this.queue.length) return this.settling ? "saving" : this.open || "saved";
    if (this.saver.signedOut) return "signedOut";
    if (!this.wait && !this.late) return "saving";
    if (this.kept) return "kept";
    return this.wait && (this.unkept || !this.saver.journal) ? "waiting" : "saving";
  }

  // The change that later keystrokes join.
  get dirty() {
    const last = this.queue.at(-1);
    return last?.fields && !last.body && last.base === undefined ? last : undefined;
  }

  // The values that are not acknowledged yet.
  get unsent() {
    return Object.assign({}, ...this.queue.map((change) => !change.lost && change.fields));
  }
}

const made = (action) => ({ op: newId(), ...action });
const empty = (change) => change.fields && !Object.keys(change.fields).length;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Whether this is what a page of this program keeps of a target: its version, and changes that wait.
function isKept(target, content) {
  if (typeof target !== "string" || !isMap(content)) return false;
  const { version, queue } = content;
  return Number.isInteger(version) && version >= 0 && Array.isArray(queue) && queue.length > 0 && queue.every((one) => isChange(target, one));
}

function isChange(target, change) {
  const { fields, body } = isMap(change) ? change : {};
  if (!isMap(fields) && change?.delete !== true && change?.restore !== true) return false;
  if (body === undefined) return true;
  try {
    const sent = JSON.parse(body);
    return sent.target === target && Number.isInteger(sent.base);
  } catch {
    return false;
  }
}

// Others have changed other fields meanwhile, and one of them is being changed here too, by somebody who has not seen
// that: this change is sent by itself, against the version that its writer saw.
function apart(line, change, answer) {
  const dirty = line.queue[1], merged = answer.merged ?? {};
  if (!dirty?.fields) return [];
  const unseen = Object.entries(dirty.fields).filter(([name]) => name in merged);
  for (const [name] of unseen) delete dirty.fields[name];
  return [made({ fields: Object.fromEntries(unseen), base: JSON.parse(change.body).base })];
}
