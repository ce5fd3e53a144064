// What others change appears: the page asks for the changes since its own, often while it is used, seldom when it is
// left alone, never while nobody can see it, and at once when somebody looks at it again.

import { answerIn, isNews } from "./answers.js";

const IN_USE = 2000;
const LEFT_ALONE = 25000;
const USED_FOR = 120000;
const TROUBLE = 3;

export class Live {
  // `came(edits)` hears of changes that this page did not make; `say(reachable)` whether any can be had. With `signal`
  // it ends.
  constructor({ saver, after, came, say, signal }) {
    Object.assign(this, { saver, after, came, say, signal, etag: "", used: performance.now(), failures: 0, timer: 0, asking: false });
    for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) addEventListener(name, () => this.use(), { passive: true, signal });
    for (const name of ["focus", "online", "pageshow"]) addEventListener(name, () => this.look(), { signal });
    document.addEventListener("visibilitychange", () => this.look(), { signal });
    // The other windows of this person hear of a change at once.
    this.channel = new BroadcastChannel(saver.url);
    this.channel.onmessage = () => this.look();
    signal?.addEventListener("abort", () => { clearTimeout(this.timer); this.channel.close(); });
    this.next();
  }

  get inUse() {
    return performance.now() - this.used < USED_FOR;
  }

  use() {
    const wasInUse = this.inUse;
    this.used = performance.now();
    if (!wasInUse) this.look();
  }

  tellOthers() {
    this.channel.postMessage("changed");
  }

  look() {
    if (document.hidden || this.saver.stopped) return;
    clearTimeout(this.timer);
    this.ask();
  }

  next() {
    clearTimeout(this.timer);
    if (this.signal?.aborted) return;
    const usual = this.inUse ? IN_USE : LEFT_ALONE, wait = Math.min(LEFT_ALONE, usual * 2 ** this.failures);
    this.timer = setTimeout(() => this.look(), this.failures ? wait * (0.75 + Math.random() / 2) : wait);
  }

  async ask() {
    if (this.asking) return;
    this.asking = true;
    const answer = await this.fetched();
    this.asking = false;
    if (this.signal?.aborted || this.saver.stopped) return;
    if (!answer) this.failures += 1;
    else if (this.failures) this.failures = 0;
    this.say(this.failures < TROUBLE);
    if (answer?.edits?.length) this.arrived(answer);
    if (answer?.more) this.ask();
    else this.next();
  }

  arrived({ edits, last }) {
    this.after = last;
    const others = edits.filter(({ edit }) => !this.saver.own.has(edit));
    if (!others.length) return;
    this.used = performance.now();
    this.came(others);
  }

  // The changes since, if there are any; null when they cannot be had.
  async fetched() {
    const address = `${this.saver.url}?after=${this.after}&uid=${this.saver.uid}`;
    const headers = this.etag ? { "If-None-Match": this.etag } : {};
    try {
      const response = await fetch(address, { headers, cache: "no-store", credentials: "same-origin" });
      const answer = response.status === 304 ? { code: "ok" } : await answerIn(response, isNews);
      if (["ok", "signed_out"].includes(answer?.code)) this.saver.setSignedOut(answer.code === "signed_out");
      if (answer?.code === "other_user") this.saver.stop();
      if (answer?.code !== "ok") return null;
      if (answer.edits) this.etag = response.headers.get("ETag") ?? "";
      return answer;
    } catch {
      return null;
    }
  }
}
