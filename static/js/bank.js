// The own bank of comments. An empty comment offers what is kept, first what belongs to its item, then what is used most;
// the figure before one puts it in. Escape puts the offer away.

import { cookie } from "./posting.js";
import { say } from "./status.js";

const MOST = 9;

export function watchBank() {
  const address = () => document.getElementById("review").dataset.bank;
  const isText = (node) => node.matches?.(".remark textarea[data-field=text]");
  const offered = (field) => field.parentElement.querySelector(".suggestions");
  let kept = null;

  // What is kept, fetched once; nothing where it cannot be had, and then asked for again.
  function bank() {
    kept ??= fetch(`${address()}all.json`, { credentials: "same-origin" }).then((answer) => answer.json()).then(({ comments }) => comments)
      .catch(() => { kept = null; return []; });
    return kept;
  }

  function best(comments, item) {
    const rank = (one) => (one.item === item ? 0 : one.item ? 2 : 1);
    return [...comments].sort((one, other) => rank(one) - rank(other) || other.used - one.used).slice(0, MOST);
  }

  async function offer(field) {
    const comments = best(await bank(), field.closest(".remark").dataset.at.split(".")[0]);
    if (!comments.length || field !== document.activeElement || field.value || offered(field)) return;
    const list = document.createElement("ol");
    list.className = list.id = "suggestions";
    list.append(...comments.map((one) => choice(field, one)));
    field.after(list);
    field.setAttribute("aria-describedby", "bank-hint suggestions");
  }

  function choice(field, comment) {
    const line = document.createElement("li"), button = document.createElement("button");
    Object.assign(button, { type: "button", className: "as-link", textContent: comment.text, onclick: () => put(field, comment) });
    // The field must not be left by it: an empty comment that is left goes.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.tabIndex = -1;
    line.append(button);
    return line;
  }

  function putAway(field) {
    offered(field)?.remove();
    field.removeAttribute("aria-describedby");
  }

  // As if it had been typed, so that the browser takes it back with Ctrl+Z, and the field saves itself.
  function put(field, comment) {
    putAway(field);
    field.focus();
    document.execCommand("insertText", false, comment.text);
    comment.used += 1;
    post(`${address()}${comment.id}/used/`, {}).catch(() => null);
  }

  function post(url, fields) {
    const headers = { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json" };
    return fetch(url, { method: "POST", body: new URLSearchParams(fields), headers, keepalive: true, credentials: "same-origin" });
  }

  async function keep(button) {
    const row = button.closest(".remark"), { kept: done, notNow } = document.getElementById("bank-hint").dataset;
    try {
      const answer = await post(address(), { text: row.querySelector("textarea").value, item: row.dataset.at.split(".")[0] });
      const said = await answer.json();
      say(answer.ok ? done : said.message);
      if (!answer.ok) return;
      button.setAttribute("aria-pressed", "true");
      kept = null;
    } catch {
      say(notNow);
    }
  }

  document.addEventListener("focusin", ({ target }) => { if (isText(target) && !target.value) offer(target); });
  document.addEventListener("focusout", ({ target }) => { if (isText(target)) putAway(target); });
  document.addEventListener("input", ({ target }) => {
    if (!isText(target)) return;
    if (target.value) putAway(target);
    else offer(target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-keep]");
    if (!button) return;
    event.preventDefault();
    keep(button);
  });
  document.addEventListener("keydown", async (event) => {
    const field = event.target;
    if (!isText(field) || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && offered(field)) {
      // Once for the offer, once more for the comment.
      event.stopImmediatePropagation();
      return putAway(field);
    }
    const figure = Number(event.altKey ? event.code.replace("Digit", "") : event.key);
    if (!(figure >= 1 && figure <= MOST) || !(event.altKey || offered(field))) return;
    event.preventDefault();
    const comment = best(await bank(), field.closest(".remark").dataset.at.split(".")[0])[figure - 1];
    if (comment) put(field, comment);
  });
}
