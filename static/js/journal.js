// What was typed and is not acknowledged yet, kept on this device.
//
// One record for each target of each page. Its text is encrypted with the writer's own key, which only pages that this
// writer is signed in to know; whose it is and which worksheet it belongs to stand beside it in clear, so that it can
// be counted and discarded without the key. A page holds a lock for as long as it lives: records of a page whose lock
// is free are left over. The next page in the same tab takes them at once, one in another tab a little later.

import { isMap } from "./answers.js";
import { newId } from "./ids.js";

const NAME = "workbook", STORE = "texts", ALIVE = "workbook-page ", TAKING = "workbook-taking";
// Where changes go: texts that are said to belong elsewhere are not sent.
const PLACES = /^\/(worksheets|submissions)\/[0-9a-f-]{36}\/edits\/$/;
// How long a tab may take from one page to its next.
const GRACE = 3000;
const encode = (text) => new TextEncoder().encode(text);

let opened = null;

// The journal of this page, one for all its modules; null where the browser keeps nothing (a private window, a full
// disk, a page without HTTPS).
export function openJournal() {
  const { uid, key } = document.documentElement.dataset;
  opened ??= uid && key ? open(Number(uid), key).catch(() => null) : Promise.resolve(null);
  return opened;
}

async function open(uid, hex) {
  const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  const journal = new Journal(await database(), uid, key);
  await journal.live();
  return journal;
}

export class Journal {
  constructor(database, uid, key) {
    Object.assign(this, { database, uid, key, page: `${tab()} ${newId()}`, gone: false });
  }

  // Holds this page's lock until it is gone, or lets go of it.
  live() {
    return new Promise((held) => navigator.locks.request(ALIVE + this.page, () => new Promise((letGo) => {
      this.letGo = letGo;
      held();
    })));
  }

  // From here on this page is as good as gone: others of its writer may take what it has kept, and it takes nothing.
  release() {
    this.gone = true;
    this.letGo();
  }

  // Resolves when the record is on the disk.
  async write(worksheet, target, content) {
    const id = this.id(worksheet, target), iv = crypto.getRandomValues(new Uint8Array(12));
    const bound = encode(`${this.uid} ${worksheet} ${target}`);
    const text = encode(JSON.stringify({ target, content }));
    const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound }, this.key, text);
    const record = { id, uid: this.uid, worksheet, target, page: this.page, iv, box, at: Date.now() };
    await change(this.database, (store) => store.put(record));
  }

  erase(worksheet, target) {
    return this.forget(this.id(worksheet, target));
  }

  id(worksheet, target) {
    return `${this.page} ${worksheet} ${target}`;
  }

  // Calls `act(worksheets)` with the worksheets of which pages have left texts of this writer: now, whenever a page
  // is gone, and when somebody comes back to this one; `stray(id, forget)` with records that belong nowhere.
  async watch(act, stray = () => {}) {
    const watched = new Set();
    const look = async () => {
      if (this.gone) return;
      for (const name of await alive()) if (name !== ALIVE + this.page && !watched.has(name)) wait(name);
      const left = await this.orphans(), belongs = ({ worksheet }) => PLACES.test(worksheet);
      for (const { id } of left.filter((record) => !belongs(record))) stray(id, () => this.forget(id));
      const worksheets = new Set(left.filter(belongs).map((record) => record.worksheet));
      if (worksheets.size) act([...worksheets]);
    };
    const wait = async (name) => {
      watched.add(name);
      await navigator.locks.request(name, () => {});
      setTimeout(look, name.startsWith(ALIVE + tab()) ? 0 : GRACE);
    };
    addEventListener("focus", look);
    await look();
  }

  // Hands each text that closed pages have left of a worksheet to `take(target, content)`, oldest first, and forgets it
  // once that has it in its own record and says "taken"; what cannot be read, or is "spoilt" to it, goes to
  // `spoilt(id, forget)`. One page does so at a time.
  adopt(worksheet, take, spoilt) {
    return navigator.locks.request(TAKING, async () => {
      for (const record of await this.orphans()) {
        if (record.worksheet !== worksheet || this.gone) continue;
        const kept = await this.read(record), became = isMap(kept) ? await take(kept.target, kept.content) : "spoilt";
        if (became === "taken") await this.forget(record.id);
        else if (became === "spoilt") spoilt(record.id, () => this.forget(record.id));
      }
    });
  }

  forget(id) {
    return change(this.database, (store) => store.delete(id));
  }

  async orphans() {
    const living = new Set(await alive());
    const left = (await all(this.database)).filter(({ uid, page }) => uid === this.uid && !living.has(ALIVE + page));
    return left.sort((one, other) => one.at - other.at);
  }

  async read(record) {
    try {
      const additionalData = encode(`${record.uid} ${record.worksheet} ${record.target}`);
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv, additionalData }, this.key, record.box);
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return null;
    }
  }
}

// The tab's own name, the same for all its pages.
function tab() {
  if (!sessionStorage.getItem(NAME)) sessionStorage.setItem(NAME, newId());
  return sessionStorage.getItem(NAME);
}

async function alive() {
  const { held } = await navigator.locks.query();
  return held.map((lock) => lock.name).filter((name) => name.startsWith(ALIVE));
}

// How many texts of somebody are kept on this device, all or those of one worksheet, and a way to discard them; neither
// needs the key.
export async function keptOf(uid, worksheet) {
  const ours = (record) => record.uid === uid && (!worksheet || record.worksheet === worksheet);
  try {
    const found = await database();
    const records = (await all(found)).filter(ours);
    const discard = () => change(found, (store) => { for (const record of records) store.delete(record.id); });
    return { count: records.length, discard };
  } catch {
    return { count: 0, discard: async () => {} };
  }
}

function database() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

function change(database, act) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    act(transaction.objectStore(STORE));
  });
}

function all(database) {
  return new Promise((resolve, reject) => {
    const asked = database.transaction(STORE).objectStore(STORE).getAll();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
