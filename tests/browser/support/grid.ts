import type { Page } from "@playwright/test";

/** Entries in one row of the store "base": `CHUNK_ENTRIES_MAX` of `sync::device`. */
const CHUNK_ENTRIES = 500;

/** When a page first asked for its store, and when all tiles had been painted; in milliseconds since the navigation. */
export interface Painted {
  opened: number;
  painted: number;
}

/** How many entries, at least, the person who signed in has on this device. */
export async function entriesOnDevice(page: Page): Promise<number> {
  return page.evaluate(countEntries, CHUNK_ENTRIES);
}

/** Before the page is opened: has it take note of when so many tiles have been painted. */
export async function noteGrid(page: Page, tiles: number): Promise<void> {
  await page.addInitScript(note, tiles);
}

/** What it has noted, once they have been. */
export async function gridPainted(page: Page): Promise<Painted> {
  return page.evaluate(() => (window as unknown as { gridPainted: Promise<Painted> }).gridPainted);
}

/** Runs in the page. */
async function countEntries(chunkEntries: number): Promise<number> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
  const counts = names.map(async (name) => {
    const database = await new Promise<IDBDatabase>((opened, failed) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => opened(opening.result);
      opening.onerror = () => failed(opening.error);
    });
    try {
      if (!database.objectStoreNames.contains("base")) return 0;
      const counting = database.transaction("base").objectStore("base").count();
      return await new Promise<number>((counted) => (counting.onsuccess = () => counted(counting.result)));
    } finally {
      database.close();
    }
  });
  // All chunks but the last are full.
  return Math.max(0, ...(await Promise.all(counts)).map((chunks) => (chunks - 1) * chunkEntries));
}

/** Runs before the page's own code. */
function note(tiles: number): void {
  let opened = Number.NaN;
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...args) {
    if (Number.isNaN(opened)) opened = performance.now();
    return open.apply(this, args);
  };
  (window as unknown as { gridPainted: Promise<Painted> }).gridPainted = new Promise((done) => {
    const look = new MutationObserver(() => {
      if (document.querySelectorAll(".tile").length < tiles) return;
      look.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done({ opened, painted: performance.now() });
        port2.postMessage(undefined);
      });
    });
    look.observe(document, { childList: true, subtree: true });
  });
}
