// Signing in again on the page itself: its text stays where it is, and goes out once its writer is back.

import { lastField } from "./entered.js";
import { cookie, renewToken } from "./posting.js";

export function signIn(words, back) {
  const dialog = document.getElementById("sign-in"), form = dialog.querySelector("form");
  dialog.querySelector("[data-close]").onclick = () => dialog.close();
  // What had the focus has it again afterwards; what is gone by then gives it to the field that was written in.
  dialog.onclose = () => { if (document.activeElement === document.body) lastField()?.focus(); };
  if (!dialog.open) dialog.showModal();
  // A guest has nothing to sign in with, and is told so.
  if (!form) return;
  const problem = form.querySelector("[role=alert]");
  problem.textContent = "";
  form.onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const reason = await tried(new FormData(form), words);
    if (reason) { problem.textContent = reason; return; }
    form.reset();
    dialog.close();
    back();
  };
}

// Closes the dialog when somebody has signed in elsewhere meanwhile.
export function signedIn() {
  document.getElementById("sign-in")?.close();
}

// Why nobody is signed in now; nothing when somebody is.
async function tried(data, words) {
  try {
    await renewToken();
    const headers = { "X-CSRFToken": cookie("csrftoken"), "X-Requested-With": "XMLHttpRequest", Accept: "application/json" };
    const response = await fetch("/accounts/login/", { method: "POST", body: new URLSearchParams(data), headers, credentials: "same-origin" });
    if (response.ok) return "";
    const answer = await response.json().catch(() => null);
    return errors(answer?.form).join(" ") || (response.status === 429 ? words.tooOften : words.notNow);
  } catch {
    return words.notNow;
  }
}

const errors = (form) => [...(form?.errors ?? []), ...Object.values(form?.fields ?? {}).flatMap((field) => field.errors)];
