// On every page of somebody who is signed in: what closed pages have left on this device is sent, and signing out says
// so while something of it is still unsent.

import { keptOf, openJournal } from "./journal.js";
import { bring, offerSpoilt } from "./offers.js";

const uid = Number(document.documentElement.dataset.uid);
// A page of a worksheet looks after its own.
const own = () => document.getElementById("words")?.dataset.edits;

const take = (worksheets) => { for (const url of worksheets) if (url !== own()) bring(url); };
openJournal().then((journal) => journal?.watch(take, offerSpoilt));

// --- Signing out -------------------------------------------------------------------------------------------------

const LOOK = 200, PATIENCE = 1000;

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // What is just being sent needs no question.
    for (const begun = performance.now(); await unsent() && performance.now() - begun < PATIENCE;) await pause(LOOK);
    if (await unsent()) ask(form);
    else form.submit();
  });
}

// Asks for as long as something is unsent, and goes on by itself when nothing is any more.
async function ask(form) {
  const dialog = document.getElementById("unsent"), count = dialog.querySelector("[data-count]");
  dialog.onclose = async () => {
    if (dialog.returnValue === "discard") await (await keptOf(uid)).discard();
    if (["discard", "keep"].includes(dialog.returnValue)) form.submit();
  };
  dialog.returnValue = "";
  dialog.showModal();
  while (dialog.open) {
    const left = await unsent();
    if (left) count.textContent = left;
    else dialog.close("keep");
    await pause(LOOK);
  }
}

const unsent = async () => (await keptOf(uid)).count;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
