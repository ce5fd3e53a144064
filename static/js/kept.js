// On every page of somebody who is signed in: what closed pages have left on this device is sent, and signing out says
// so while something of it is still unsent.

import { Saver } from "./autosave.js";
import { keptOf, openJournal } from "./journal.js";
import { offer } from "./offers.js";

const uid = Number(document.documentElement.dataset.uid);
// A page to write on looks after its own worksheet.
const own = () => document.getElementById("words")?.dataset.edits;

const savers = new Map();
const opening = openJournal();
opening.then((journal) => journal?.watch((worksheets) => { for (const url of worksheets) if (url !== own()) bring(url); }));

function bring(url) {
  if (!savers.has(url)) savers.set(url, new Saver(url, uid, opening, () => { if (savers.get(url).troubled) offer(url); }));
  savers.get(url).adopt(() => {}, () => offer(url));
}

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
