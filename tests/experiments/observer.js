// Watches a page as its reader would: does it ever say "Saved" over a text that the server does not have?
//
// Known to the server is what it delivered in a page and what it acknowledged. Every 20 ms, between the tasks of the
// page, each field is compared while the page says so. What the page may not say goes to `report`.
(() => {
  const known = new Map();
  const norm = (text) => text.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  const learn = (target, field, value) => {
    if (typeof value !== "string") return;
    const name = `${target} ${field}`;
    if (!known.has(name)) known.set(name, new Set([""]));
    known.get(name).add(norm(value));
  };
  const isText = (field) => field.matches("textarea, input[type=text]");
  const read = (page) => {
    for (const place of page.querySelectorAll("[data-target]")) {
      for (const field of place.querySelectorAll("[data-field]")) if (isText(field)) learn(place.dataset.target, field.dataset.field, field.defaultValue);
    }
  };
  addEventListener("DOMContentLoaded", () => read(document));

  const original = window.fetch;
  window.posts = [];
  window.fetch = async (...request) => {
    const [url, { method = "GET", body } = {}] = request, posted = method === "POST" && String(url).includes("/edits/");
    if (posted) window.posts.push({ at: performance.now(), body });
    const response = await original(...request);
    if (posted && [200, 422].includes(response.status)) {
      const { target, fields = {} } = JSON.parse(body);
      if (response.status === 200) for (const [field, value] of Object.entries(fields)) learn(target, field, value);
      const { merged = {} } = await response.clone().json();
      for (const [field, value] of Object.entries(merged)) learn(target, field, value);
    } else if (method === "GET" && (response.headers.get("Content-Type") ?? "").includes("text/html")) {
      read(new DOMParser().parseFromString(await response.clone().text(), "text/html"));
    }
    return response;
  };

  const fields = function* () {
    for (const place of document.querySelectorAll("[data-target]")) {
      for (const field of place.querySelectorAll("[data-field]")) if (isText(field)) yield [place.dataset.target, field.dataset.field, field.value];
    }
    for (const box of document.querySelectorAll("[data-new], [data-new-party]")) {
      if (box.value.trim()) yield [box.dataset.draft ?? "", box.dataset.new ? "text" : "name", box.value];
    }
  };
  const told = new Set();
  setInterval(() => {
    if (document.querySelector("[data-save-status]")?.dataset.state !== "saved") return;
    for (const [target, field, value] of fields()) {
      if (known.get(`${target} ${field}`)?.has(norm(value)) || told.has(value)) continue;
      told.add(value);
      window.report(`${target} ${field}: ${value}`);
    }
  }, 20);
})();
