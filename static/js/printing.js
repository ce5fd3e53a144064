// Follows what is printed in the background until it is there.

const SOON = 700, LATEST = 8000;
const job = document.querySelector("[data-job]");
let wait = SOON;
document.documentElement.classList.add("scripted");

async function look() {
  const state = await fetch(job.dataset.job, { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : null), () => null);
  if (state && !["waiting", "working"].includes(state.state)) return location.reload();
  if (state) {
    job.querySelector("progress").value = state.made;
    const words = job.querySelector("[data-words]");
    if (words.textContent !== state.words) { words.textContent = state.words; wait = SOON; }
  }
  wait = Math.min(LATEST, wait * 1.3);
  setTimeout(look, wait);
}

setTimeout(look, SOON);
