// On a phone the board shows one quadrant at a time; without this module all four stand below each other.

const sheet = document.querySelector("[data-sheet]");
const tabs = [...document.querySelectorAll(".quadrant-tabs a")];

function show(id) {
  for (const tab of tabs) {
    if (tab.hash === `#${id}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  for (const quadrant of sheet.children) quadrant.classList.toggle("current", quadrant.id === id);
}

const wanted = () => document.getElementById(location.hash.slice(1))?.closest("[data-sheet] > *")?.id;
sheet.classList.add("one-quadrant");
show(wanted() ?? sheet.firstElementChild.id);
addEventListener("hashchange", () => wanted() && show(wanted()));
for (const tab of tabs) tab.addEventListener("click", (event) => {
  event.preventDefault();
  history.replaceState(null, "", tab.hash);
  show(tab.hash.slice(1));
});
