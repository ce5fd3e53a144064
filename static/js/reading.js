// A worksheet that one may only read follows what others write.

import { Saver } from "./autosave.js";
import { Fresh } from "./fresh.js";
import { Live } from "./live.js";

const words = document.getElementById("words").dataset;
const saver = new Saver(words.edits, Number(document.documentElement.dataset.uid), Promise.resolve(null), () => {
  if (saver.stopped) location.assign("/worksheets/");
});
const fresh = new Fresh(saver);

new Live({
  saver,
  after: Number(words.after),
  came: () => fresh.renew(),
  say: (reachable) => { document.querySelector("[data-live-status]").textContent = reachable ? "" : words.away; },
});
