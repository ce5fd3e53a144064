// The next sheet takes the place of this one; the page is not loaded anew. It is fetched ahead, so that it is there at
// once. What was written on the one before goes on to the server meanwhile.

import { cookie } from "./posting.js";
import { say } from "./status.js";

const KEEPS = 60000;

export function watchTurning(desk) {
  // What was fetched ahead, by address.
  const ahead = new Map();
  let wanted = location.href;

  async function fetched(address) {
    const answer = await fetch(address, { headers: { "X-Part": "sheet" }, credentials: "same-origin" });
    return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  }

  function fetchAhead() {
    for (const { href } of document.querySelectorAll(".turning:not(.last) [data-turn]")) {
      const page = fetched(href);
      page.catch(() => ahead.delete(href));
      ahead.set(href, { page, at: performance.now() });
    }
  }

  // The page that was fetched ahead, unless others may have written on it since.
  function take(address) {
    const found = ahead.get(address);
    ahead.delete(address);
    return found && performance.now() - found.at < KEEPS ? found.page.catch(() => fetched(address)) : fetched(address);
  }

  async function turn(address, push = true) {
    wanted = address;
    document.activeElement?.blur();
    let page;
    try {
      page = await take(address);
    } catch {
      say(desk.words.notNow);
      return;
    }
    if (wanted !== address) return;
    const sheet = page?.getElementById("review");
    // Signed out, or no longer there: the browser goes there itself and shows what is the matter.
    if (!sheet) return location.assign(address);
    if (push) history.pushState(null, "", address);
    document.title = page.title;
    document.getElementById("review").replaceWith(document.adoptNode(sheet));
    ahead.clear();
    desk.turn();
    scrollTo(0, 0);
    document.querySelector("#review h1").focus({ preventScroll: true });
    note(address);
    later(fetchAhead);
  }

  // Where somebody is now, to go on there next time; also when they leave at once.
  function note(address) {
    const headers = { "X-CSRFToken": cookie("csrftoken") }, body = new URLSearchParams({ submission: address.split("/").at(-2) });
    fetch(document.getElementById("review").dataset.queue, { method: "POST", body, headers, credentials: "same-origin", keepalive: true }).catch(() => null);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-turn]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    turn(link.href);
  });
  addEventListener("popstate", () => { if (new URL(wanted).pathname !== location.pathname) turn(location.href, false); });
  later(fetchAhead);

  return (where) => document.querySelector(`[data-turn="${where}"]`)?.click();
}

const later = (act) => (self.requestIdleCallback ?? setTimeout)(act);
