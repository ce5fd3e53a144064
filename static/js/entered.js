// The field that somebody is in, or was in last, and whether it was written in since it was entered.

// Hands that have not touched a key for so long rest.
const REST = 2000;

let field = null, written = false, touched = -REST;

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("textarea, input, select") || target.closest("dialog")) return;
  field = target;
  written = false;
});
document.addEventListener("input", ({ target }) => { if (target === field) written = true; }, true);
for (const name of ["input", "keydown"]) document.addEventListener(name, () => { touched = performance.now(); }, true);

export const lastField = () => field;
export const isWrittenIn = (one) => one === field && one === document.activeElement && written;
export const restIn = () => Math.max(0, touched + REST - performance.now());
export const isUnderHands = (one) => isWrittenIn(one) && restIn() > 0;
