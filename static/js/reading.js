// A worksheet that one may only read follows what others write. What one wrote on it before is still offered.

import { Saver } from "./autosave.js";
import { Fresh } from "./fresh.js";
import { Live } from "./live.js";
import { openJournal } from "./journal.js";
import { watchMeter } from "./meter.js";
import { bring } from "./offers.js";
import { say } from "./status.js";

const words = document.getElementById("words").dataset;
const saver = new Saver(words.edits, Number(document.documentElement.dataset.uid), Promise.resolve(null), () => {
  if (saver.stopped) location.assign("/worksheets/");
});
const fresh = new Fresh(saver), measure = watchMeter();

new Live({
  saver,
  after: Number(words.after),
  came: () => { fresh.renew(); measure(); },
  say: (reachable) => say(reachable ? "" : words.away),
});
openJournal().then((journal) => journal?.watch((urls) => { if (urls.includes(words.edits)) bring(words.edits); }));
