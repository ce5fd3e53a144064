// The clock of a quick prep: how much time has gone, of how much. It only tells, and it can be folded away, for as long
// as this tab is open.

const clock = document.querySelector("[data-clock]"), HIDDEN = "clock hidden";

function tell() {
  const gone = Math.max(0, Math.floor((Date.now() / 1000 - Number(clock.dataset.began)) / 60));
  clock.querySelector("[role=timer]").textContent = clock.dataset.words.replace("{gone}", gone);
}

if (clock) {
  clock.open = sessionStorage.getItem(HIDDEN) === null;
  clock.addEventListener("toggle", () => {
    if (clock.open) sessionStorage.removeItem(HIDDEN);
    else sessionStorage.setItem(HIDDEN, "1");
  });
  setInterval(tell, 10_000);
  document.addEventListener("visibilitychange", tell);
}
