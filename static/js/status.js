// What the page says about saving: once for the page, and at the field where something needs a decision.

// The state of the page is the worst of all its targets.
const WORST = ["refused", "conflict", "signedOut", "waiting", "saving", "saved"];

export function status(saver, words, state, detail) {
  const place = document.querySelector("[data-save-status]");
  if (!place) return;
  const states = new Set([...saver.lines.values()].map((line) => line.state));
  const worst = WORST.find((name) => states.has(name)) ?? "saved";
  place.classList.toggle("bad", !["saved", "saving"].includes(worst));
  if (place.dataset.state === worst && worst !== "signedOut") return;
  place.dataset.state = worst;
  place.textContent = { saving: words.saving, saved: words.saved, waiting: words.waiting, signedOut: words.signedOut,
    conflict: words.conflict.replace("NAME", detail.author || words.somebody), refused: words.refused.replace(/[:：]$/, "") }[worst];
  if (worst === "signedOut") {
    const link = document.createElement("a");
    Object.assign(link, { href: "/accounts/login/", target: "_blank", rel: "noopener", textContent: words.signIn });
    place.append(" ", link);
  }
}

export function problem(place, words, state, detail, decide, said) {
  const note = place.querySelector("[data-problem]");
  if (!note) return;
  const field = place.querySelector("[data-field]");
  const bad = state === "conflict" || state === "refused";
  note.hidden = !bad;
  field?.toggleAttribute("aria-invalid", bad);
  note.replaceChildren();
  if (state === "refused") {
    note.textContent = `${words.refused} ${Object.values(detail.fields ?? {}).join(" ") || detail.message}`;
  } else if (state === "conflict") {
    const quote = document.createElement("q");
    quote.textContent = Object.entries(detail.theirs).map(([name, value]) => said(name, value)).join(" · ");
    note.append(words.conflict.replace("NAME", detail.author || words.somebody), " ", quote,
      button(words.mine, () => decide.mine(detail.theirs)), button(words.theirs, () => decide.theirs(detail.theirs)));
  }
}

function button(name, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn", textContent: name, onclick: act });
  return made;
}
