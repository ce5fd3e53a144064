// Ctrl+Z beyond the field: takes back the last change made on this page and the one before it, then those from before
// this page was there.
//
// While something was written in a field since it was entered, the key is the browser's own, for as long as it has
// something to take back there.

import { answerIn, isSaved } from "./answers.js";
import { isWrittenIn } from "./entered.js";
import { newId } from "./ids.js";
import { cookie } from "./posting.js";
import { say } from "./status.js";

const AGAIN = new Set(["csrf", "signed_out", "too_many"]);

// `act(step)` takes a step back and says whether that changes anything; `earlier()` promises the last step of the time
// before this page, if there is one.
export function watchUndo(act, earlier) {
  const steps = [];
  let own = false;

  document.addEventListener("input", (event) => { own ||= event.inputType === "historyUndo"; }, true);
  document.addEventListener("keydown", (event) => {
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!isUndo || event.isComposing || event.target.closest?.("dialog")) return;
    if (!isWrittenIn(event.target)) {
      event.preventDefault();
      back();
    } else {
      own = false;
      setTimeout(() => own || back());
    }
  });

  async function back() {
    for (let step = steps.pop() ?? await earlier(); step; step = steps.pop() ?? await earlier()) {
      if (step.undo ? await takeBack(step) : act(step)) return;
    }
  }

  // A restoring, of the whole worksheet say, is taken back by the server in one piece. This page hears of it as of what
  // others change, and so do the other windows. Without an answer it is what the key takes back next.
  async function takeBack(step) {
    const { saver, undo } = step, headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
    step.op ??= newId();
    const body = JSON.stringify({ op: step.op, undo, uid: saver.uid });
    const response = await fetch(saver.url, { method: "POST", body, headers, credentials: "same-origin" }).catch(() => null);
    const answer = response && await answerIn(response, isSaved), words = document.getElementById("words").dataset;
    if (!answer || response.status >= 500 || AGAIN.has(answer.code)) steps.push(step);
    if (answer?.code !== "ok") say(answer?.message || words.notNow);
    else tell(saver, words);
    return true;
  }

  // A step is what would undo a change: { target, fields } or { target, restore: true } or { target, delete: true }.
  return (step) => steps.push(step);
}

function tell(saver, words) {
  const channel = new BroadcastChannel(saver.url);
  channel.postMessage("changed");
  channel.close();
  say(words.undone);
}
