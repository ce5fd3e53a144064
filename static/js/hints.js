// The hints of the coach: put aside with a reason, or asked again, without loading the page. What else they say is renewed
// when the field that somebody writes in is left: nobody is asked about half a sentence.

import { isWrittenIn } from "./entered.js";
import { valueOf } from "./fields.js";

export function watchHints(desk) {
  let due = false;

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-aside]"), place = button?.closest("[data-target]");
    if (!place) return;
    event.preventDefault();
    const aside = button.dataset.aside === "true", reason = place.querySelector("[data-field=reason]");
    if (aside && !reason.value.trim()) return reason.focus();
    const { target, version } = place.dataset;
    desk.note({ target, fields: { aside: !aside } });
    desk.saver.change(target, Number(version), aside ? { aside, reason: valueOf(place, "reason") } : { aside }, { now: true });
    document.getElementById("hints-name").focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (!event.target.matches?.(".hint [data-field=reason]")) return;
    event.preventDefault();
    event.target.closest("details").querySelector("[data-aside]").click();
  });
  document.addEventListener("focusout", () => due && renew());

  function renew() {
    due = false;
    desk.fresh.renewPart("hints");
  }

  // All that was written has arrived.
  return function settled() {
    if (!document.querySelector("[data-fresh=hints]")) return;
    due = isWrittenIn(document.activeElement);
    if (!due) renew();
  };
}
