// A text that is kept on this device and cannot simply be sent is decided where it was written.

const words = document.getElementById("kept-words")?.dataset;

export function offer(url) {
  const list = document.querySelector("[data-kept]");
  if ([...list.children].some((note) => note.dataset.of === url)) return;
  const note = document.createElement("p"), link = document.createElement("a");
  note.className = "note";
  note.dataset.of = url;
  Object.assign(link, { href: url.replace(/edits\/$/, ""), textContent: words.open });
  note.append(words.undecided, " ", link);
  list.append(note);
}
