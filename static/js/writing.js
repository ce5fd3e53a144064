// The pages of a worksheet on which people write.

import { Desk } from "./desk.js";
import { watchLists } from "./entries.js";
import { watchHints } from "./hints.js";
import { watchMeter } from "./meter.js";

const measure = watchMeter();
const desk = new Desk({ came: measure, saved: offTheTable, settled });
desk.lists = watchLists(desk);
const renewHints = watchHints(desk);
desk.begin();

// What the page says of the whole worksheet may read otherwise now.
function settled() {
  measure();
  if (document.querySelector("[data-fresh=next], [data-fresh=use] .note, [data-follows]")) desk.fresh.soon();
  else renewHints();
}

// A text that became another one is off the table, and its line says so.
function offTheTable(place) {
  const facts = place.querySelector(".facts"), { onTable, offTable } = desk.words;
  if (!place.hasAttribute("data-reworded")) return;
  place.removeAttribute("data-reworded");
  if (facts?.textContent.startsWith(onTable)) facts.textContent = facts.textContent.replace(onTable, offTable);
}
