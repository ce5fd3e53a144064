// What a page says about the whole worksheet (the goal, what comes next, how far it is) follows what is written on it.

const SOON = 500;
let timer = 0;

// Called when all is saved: fetches the page once the hands rest, and puts the marked parts in place of the old ones.
export function refresh() {
  clearTimeout(timer);
  if (document.querySelector("[data-fresh=next]")) timer = setTimeout(renew, SOON);
}

async function renew() {
  const response = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const now = page.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
    if (now && now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
  }
}
