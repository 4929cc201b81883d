import { median, report } from "../support/figures.ts";
import { Lesson } from "../support/lesson.ts";
import { people, signIn } from "../support/people.ts";
import { sent } from "../support/sync.ts";
import { kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

/** Cold starts of the browser. */
const STARTS = 7;
/** Students of the class that is opened: a full one. */
const STUDENTS = 30;
/** Entries in one row of the store "base": `CHUNK_ENTRIES_MAX` of `sync::device`. */
const CHUNK_ENTRIES = 500;
/** Entries on the device: less would be no school year of a teacher with several classes. */
const YEAR_ENTRIES_MIN = 5_000;

test("how long a class takes to be there without a network, from a cold start by deep link", async ({ newTablet }) => {
  const tablet = newTablet();
  const page = await tablet.open("/sign-in");
  await signIn(page, people().teacher);
  const lesson = await Lesson.open(page);
  await expect(lesson.tiles()).toHaveCount(STUDENTS);
  await sent(page);
  const entries = await page.evaluate(entriesOnDevice, CHUNK_ENTRIES);
  expect(entries).toBeGreaterThan(YEAR_ENTRIES_MIN);
  await kept(page);
  const address = new URL(page.url()).pathname;
  await tablet.shut();

  const taken: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    // The browser is up, the page is not.
    const cold = await tablet.open("about:blank", { offline: true });
    await cold.addInitScript(noteGrid, STUDENTS);
    await cold.goto(address);
    await new Lesson(cold).opened();
    taken.push(await cold.evaluate(() => (window as unknown as { gridPainted: Promise<number> }).gridPainted));
    await tablet.shut();
  }
  report("offline-start", {
    "ui.offline_start_ms": median(taken),
    "ui.offline_start_ms_max": Math.round(Math.max(...taken)),
    "ui.offline_start_entries": entries,
  });
});

/** Runs in the page: how many entries, at least, the person who signed in has there. */
async function entriesOnDevice(chunkEntries: number): Promise<number> {
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

/** Runs before the page's own code: notes when all tiles have been painted, in milliseconds since the navigation. */
function noteGrid(tiles: number): void {
  (window as unknown as { gridPainted: Promise<number> }).gridPainted = new Promise((painted) => {
    const look = new MutationObserver(() => {
      if (document.querySelectorAll(".tile").length < tiles) return;
      look.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => painted(performance.now());
        port2.postMessage(undefined);
      });
    });
    look.observe(document, { childList: true, subtree: true });
  });
}
