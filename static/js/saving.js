// Brings changes to the server, one target after the other, and knows which text the server has.
//
// Each target (an entry, a party, an item's line …) has a queue. The first change in it may be under way; it is
// sent again word for word, under the same op, until there is a definite answer. Later keystrokes gather in the last
// change that was not sent yet.

const QUIET = 400;
const SOONEST = 500;
const LATEST = 15000;
const KEEPALIVE = 60000;
const AGAIN = new Set([429, 502, 503, 504, 507]);

export const newId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))]
  .map((byte, place) => (place === 6 ? (byte & 15) | 64 : place === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, "0"))
  .join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

export class Saver {
  // `url` takes the changes; `tell(target, state, detail)` is called whenever the state of a target changes:
  // saving, saved, waiting, signedOut, conflict, refused.
  constructor(url, uid, tell) {
    Object.assign(this, { url, uid, tell });
    this.lines = new Map();
    for (const name of ["online", "focus"]) addEventListener(name, () => this.hurry());
    document.addEventListener("visibilitychange", () => this.hurry());
    addEventListener("pagehide", () => this.hurry());
  }

  line(target, version = 0) {
    if (!this.lines.has(target)) this.lines.set(target, { target, version, queue: [], sending: false, wait: 0, timer: 0, state: "saved" });
    return this.lines.get(target);
  }

  // Whether there is anything that the server does not have.
  get unsent() {
    return [...this.lines.values()].some((line) => line.queue.length || line.state === "conflict" || line.state === "refused");
  }

  change(target, version, fields, { now = false } = {}) {
    const line = this.line(target, version);
    const last = line.queue.at(-1);
    if (last && !last.body && last.fields) Object.assign(last.fields, fields);
    else line.queue.push({ fields: { ...fields } });
    this.state(line, "saving");
    this.soon(line, now ? 0 : QUIET);
  }

  remove(target, version) {
    this.enqueue(target, version, { delete: true });
  }

  restore(target, version) {
    this.enqueue(target, version, { restore: true });
  }

  enqueue(target, version, action) {
    const line = this.line(target, version);
    line.queue.push(action);
    this.state(line, "saving");
    this.soon(line, 0);
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
    if (line.sending || !line.queue.length) return;
    const change = line.queue[0];
    // From here on the change is fixed: op, base and fields stay what they are until it is answered.
    change.body ??= JSON.stringify({ op: newId(), target: line.target, base: line.version, uid: this.uid, ...change });
    line.sending = true;
    let response = null;
    try {
      response = await fetch(this.url, {
        method: "POST",
        body: change.body,
        keepalive: change.body.length < KEEPALIVE / 4,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("workbook_csrftoken") },
      });
    } catch { /* No connection: the change stays first in its line. */ }
    const answer = await response?.json().catch(() => null);
    line.sending = false;
    this.answered(line, change, response?.status ?? 0, answer);
  }

  answered(line, change, status, answer) {
    if (status === 200 && answer) {
      line.queue.shift();
      line.version = answer.version;
      line.wait = 0;
      if (line.queue.length) this.send(line);
      else this.state(line, "saved", { version: line.version });
    } else if (status === 401 || answer?.code === "other_user") {
      this.state(line, "signedOut", answer ?? {});
      this.later(line);
    } else if (!answer?.code || AGAIN.has(status) || answer.code === "csrf") {
      this.state(line, "waiting");
      this.later(line);
    } else if (answer.code === "conflict") {
      line.version = answer.version;
      line.queue.length = 0;
      this.state(line, "conflict", answer);
    } else {
      line.queue.shift();
      this.state(line, "refused", answer);
      if (line.queue.length) this.send(line);
    }
  }

  later(line) {
    line.wait = Math.min(LATEST, Math.max(SOONEST, line.wait * 2));
    this.soon(line, line.wait * (0.75 + Math.random() / 2));
  }

  state(line, state, detail = {}) {
    line.state = state;
    this.tell(line.target, state, detail);
  }

  // After a conflict was decided by taking the other text.
  settle(target) {
    this.state(this.line(target), "saved", { version: this.line(target).version });
  }
}

function cookie(name) {
  return document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}
