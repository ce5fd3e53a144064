// On paper a field is its text. A box to write in is one piece that no page can break, and one of a single line ends at
// its edge; so while the browser prints, the text stands beside it and the box is gone (print.css). Empty ones stay, as
// a line to write on.

const FIELDS = "textarea, input:is([type=text], [type=email], [type=search], :not([type]))";
const texts = [];

addEventListener("beforeprint", () => {
  for (const field of document.querySelectorAll(FIELDS)) {
    if (!field.value.trim()) continue;
    const text = document.createElement("span");
    Object.assign(text, { className: "printed", lang: field.lang, textContent: field.value });
    field.after(text);
    texts.push(text);
  }
});
addEventListener("afterprint", () => { for (const text of texts.splice(0)) text.remove(); });
