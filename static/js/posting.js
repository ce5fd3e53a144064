// One change on its way to the server.

import { answerIn, isSaved } from "./answers.js";

const KEEPALIVE = 60000;

// Browsers let so much outlive its page, over all requests on their way; beyond it they refuse to send.
let carried = 0;

// The server's answer to a change; null when there is none.
export async function post(url, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
  const bytes = new TextEncoder().encode(body).length, keepalive = carried + bytes <= KEEPALIVE;
  if (keepalive) carried += bytes;
  try {
    return await answerIn(await fetch(url, { method: "POST", body, headers, keepalive, credentials: "same-origin" }), isSaved);
  } catch {
    return null;
  } finally {
    if (keepalive) carried -= bytes;
  }
}

export function cookie(ending) {
  const pair = document.cookie.split("; ").find((one) => one.split("=")[0].endsWith(ending));
  return pair?.slice(pair.indexOf("=") + 1) ?? "";
}

// A page with a form on it sets the token anew, should it have been lost.
export const renewToken = () => fetch("/accounts/login/", { credentials: "same-origin" }).catch(() => null);
