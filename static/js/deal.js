// The deal's page: what takes longer than a second is fetched with progress and can be cancelled; so are other guesses.

import { cookie } from "./posting.js";

document.documentElement.classList.add("scripted");
const TICK = 250, TRIES = 3;
let guessing = null;

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest?.("[data-guess]")) act(event, guess);
  else if (target.closest?.("[data-stop]")) act(event, () => guessing?.abort());
  else if (target.closest?.("[data-patient]")) act(event, () => patient(target.closest("[data-long]")));
});

function act(event, what) {
  event.preventDefault();
  what();
}

// One slice after the other, each shown as it comes, until all are there or somebody stops it.
async function guess() {
  guessing?.abort();
  guessing = new AbortController();
  const { signal } = guessing, headers = { "X-CSRFToken": cookie("csrftoken"), "X-Part": "guesses" };
  for (let part = running(); part && !signal.aborted && part.dataset.done !== part.dataset.wanted; part = running()) {
    const answer = await asked(part.dataset.guesses, { method: "POST", headers, signal, credentials: "same-origin" });
    if (!answer?.ok || answer.redirected) break;
    // What was written meanwhile has come in with a part of its own: its guesses are the ones to try.
    if (part !== document.getElementById("guesses")) continue;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), next = page.getElementById("guesses");
    if (!next || signal.aborted) break;
    const before = part.dataset.done;
    part.replaceWith(next);
    if (next.dataset.done === before) break;
  }
  rest();
}

// An answer, also where a connection breaks: asking twice does no harm.
async function asked(address, options) {
  for (let tries = TRIES; tries && !options.signal.aborted; tries--) {
    const answer = await fetch(address, options).catch(() => null);
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, TICK));
  }
  return null;
}

// The part as it looks while it is at work.
function running() {
  const part = document.getElementById("guesses"), stop = part?.querySelector("[data-stop]");
  if (!stop) return part;
  part.querySelector("progress").hidden = stop.hidden = false;
  const go = part.querySelector("[data-guess]"), focused = document.activeElement === go || document.activeElement === document.body;
  go.hidden = true;
  if (focused) stop.focus({ preventScroll: true });
  return part;
}

function rest() {
  const part = document.getElementById("guesses"), stop = part?.querySelector("[data-stop]");
  // The button that had the focus is gone: whoever goes by keyboard goes on from what came of it.
  if (part && !stop && document.activeElement === document.body) {
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  }
  if (!stop) return;
  const focused = document.activeElement === stop;
  stop.hidden = true;
  part.querySelector("[data-guess]").hidden = false;
  if (focused) part.querySelector("[data-guess]").focus({ preventScroll: true });
}

// What is not worked out within a second: it has a limit, which the bar runs towards.
async function patient(part) {
  const control = new AbortController(), bar = part.querySelector("progress"), cancel = part.querySelector("[data-cancel]"), go = part.querySelector("[data-patient]");
  const began = performance.now(), timer = setInterval(() => { bar.value = (performance.now() - began) / 1000; }, TICK);
  bar.hidden = cancel.hidden = false;
  go.hidden = true;
  cancel.onclick = () => {
    control.abort();
    // Else the server would work on to its limit.
    fetch(`${location.pathname}?given_up=1`, { credentials: "same-origin" }).catch(() => null);
  };
  cancel.focus();
  const answer = await fetch(`${location.pathname}?patient=1`, { signal: control.signal, credentials: "same-origin" }).catch(() => null);
  const page = answer?.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html");
  clearInterval(timer);
  bar.hidden = cancel.hidden = true;
  go.hidden = false;
  const results = document.getElementById("results"), fresh = page && page.getElementById("results");
  if (fresh) results.replaceChildren(...fresh.childNodes);
  else go.focus();
}
