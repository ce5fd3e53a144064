// How full the sheet is, and, at the line, what will not be there: measured on the server, where the sheet is made.

const QUIET = 900;
const AGAIN = 6000;

// Fills the meter of the page, if it has one; what comes back measures anew, for when something has changed.
export function watchMeter() {
  const meter = document.querySelector("[data-meter]");
  if (!meter) return () => {};
  let timer = 0, asked = 0;
  const measuring = meter.querySelector("span").textContent;
  meter.hidden = false;

  async function measure() {
    const mine = ++asked;
    const fit = await fetched(meter.dataset.meter);
    if (mine !== asked) return;
    if (fit) show(meter, fit);
    else timer = setTimeout(measure, AGAIN);
  }

  function soon(delay) {
    clearTimeout(timer);
    asked++;
    meter.classList.add("measuring");
    say(meter, measuring);
    timer = setTimeout(measure, delay);
  }

  soon(0);
  return () => soon(QUIET);
}

function show(meter, { share, full, words, unseen }) {
  meter.classList.remove("measuring");
  meter.classList.toggle("full", full);
  meter.querySelector("progress").value = share;
  say(meter, words);
  for (const mark of document.querySelectorAll(".not-on-sheet")) if (!(mark.dataset.of in unseen)) mark.remove();
  for (const [target, why] of Object.entries(unseen)) markLine(target, why);
}

// The same words beside the line itself.
function markLine(target, why) {
  for (const place of document.querySelectorAll(`[data-target="${CSS.escape(target)}"]`)) {
    const problem = place.querySelector("[data-problem]");
    if (!problem) continue;
    let mark = place.querySelector(".not-on-sheet");
    if (!mark) {
      mark = document.createElement("p");
      mark.className = "not-on-sheet small";
      mark.dataset.of = target;
      problem.after(mark);
    }
    if (mark.textContent !== why) mark.textContent = why;
  }
}

const say = (meter, words) => { meter.querySelector("span").textContent = words; };

async function fetched(url) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}
