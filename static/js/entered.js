// The field that somebody is in, or was in last, and whether it was written in since it was entered.

let field = null, written = false;

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("textarea, input, select") || target.closest("dialog")) return;
  field = target;
  written = false;
});
document.addEventListener("input", ({ target }) => { if (target === field) written = true; }, true);

export const lastField = () => field;
export const isWrittenIn = (one) => one === field && one === document.activeElement && written;
