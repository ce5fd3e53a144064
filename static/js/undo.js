// Ctrl+Z beyond the field: takes back the last change made on this page and the one before it, then those from before
// this page was there.
//
// While something was written in a field since it was entered, the key is the browser's own, for as long as it has
// something to take back there.

import { isWrittenIn } from "./entered.js";

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
    while (steps.length) if (act(steps.pop())) return;
    for (let step = await earlier(); step; step = await earlier()) if (act(step)) return;
  }

  // A step is what would undo a change: { target, fields } or { target, restore: true } or { target, delete: true }.
  return (step) => steps.push(step);
}
