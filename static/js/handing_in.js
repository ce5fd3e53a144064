// Handing in must not freeze a worksheet of which a text is still on its way: what this device keeps of it is sent
// first, by whichever page has it. Without a connection it waits for one.

import { keptOf } from "./journal.js";

const LOOK = 300, PATIENCE = 3000;
const uid = Number(document.documentElement.dataset.uid);
const form = document.querySelector("[data-handing-in]"), status = document.querySelector("[data-handing-in-status]");

// Who comes back from the worksheet sees what is on it now.
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button"), begun = performance.now();
  button.disabled = true;
  for (;;) {
    const { count } = await keptOf(uid, form.dataset.handingIn);
    if (!count && navigator.onLine) break;
    if (!count) say(form.dataset.offline);
    else if (performance.now() - begun < PATIENCE) say(form.dataset.sending);
    else say(form.dataset.unsent, form.dataset.anyway);
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  form.submit();
});

// Said once, so that it is read out once; `choice` hands in without waiting.
function say(words, choice) {
  if (status.dataset.said === words) return;
  status.dataset.said = words;
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = words;
  status.replaceChildren(note);
  if (!choice) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn", textContent: choice, onclick: () => form.submit() });
  note.append(" ", button);
}
