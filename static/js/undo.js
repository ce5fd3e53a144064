// Ctrl+Z beyond the field: takes back the last change made on this page, and the one before it.
//
// While something was written in a field since it was entered, the key is the browser's own.

export function watchUndo(act) {
  const steps = [];
  let typed = null;

  document.addEventListener("focusin", () => { typed = null; });
  document.addEventListener("input", (event) => { typed = event.target; });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (event.target === typed && typed.matches("textarea, input")) return;
    const step = steps.pop();
    if (!step) return;
    event.preventDefault();
    act(step);
  });

  // A step is what would undo a change: { target, fields } or { target, restore: true } or { target, delete: true }.
  return (step) => steps.push(step);
}
