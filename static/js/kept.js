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

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { count, discard } = await keptOf(uid);
    if (!count) form.submit();
    else ask(form, count, discard);
  });
}

function ask(form, count, discard) {
  const dialog = document.getElementById("unsent");
  dialog.querySelector("[data-count]").textContent = count;
  dialog.onclose = async () => {
    if (dialog.returnValue === "discard") await discard();
    if (["discard", "keep"].includes(dialog.returnValue)) form.submit();
  };
  dialog.returnValue = "";
  dialog.showModal();
}
