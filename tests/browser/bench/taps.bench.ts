import type { Page } from "@playwright/test";
import { quantile, report } from "../support/figures.ts";
import { Lesson } from "../support/lesson.ts";
import { people, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const TAPS = 500;
/** A cheap tablet beside the machine that measures. */
const CPU_SLOW_DOWN = 4;

/** What the page notes of each tap, in milliseconds from the finger on. */
interface Noted {
  stored: number[];
  painted: number[];
}

test("how long a tap takes until it is stored, and until it is seen", async ({ page }) => {
  await page.addInitScript(noteTaps);
  await signIn(page, people().teacher);
  const lesson = await Lesson.open(page);
  const names = await lesson.names();
  await slowDown(page);
  const brushes = ["Chooses it", "Has a go"];
  for (let tap = 0; tap < TAPS; tap += 1) {
    // Another brush for each round: every tap records, from the second round on as a correction.
    if (tap % names.length === 0) await lesson.take(brushes[(tap / names.length) % brushes.length]);
    await lesson.tiles().nth(tap % names.length).tap();
    await expect.poll(() => page.evaluate(count), { intervals: [5, 10, 20] }).toBe(tap + 1);
  }
  const { stored, painted } = await page.evaluate(() => (window as unknown as { noted: Noted }).noted);
  const bare = await page.evaluate(barePuts, TAPS);
  report("taps", {
    "ui.tap_to_stored_ms_p50": quantile(stored, 0.5),
    "ui.tap_to_stored_ms_p99": quantile(stored, 0.99),
    "ui.tap_to_paint_ms_p50": quantile(painted, 0.5),
    "ui.tap_to_paint_ms_p99": quantile(painted, 0.99),
    "ui.bare_put_ms_p50": quantile(bare, 0.5),
    "ui.bare_put_ms_p99": quantile(bare, 0.99),
  });
});

async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOW_DOWN });
}

/** Runs in the page: how many taps have been both stored and seen. */
function count(): number {
  const { noted } = window as unknown as { noted: Noted };
  return Math.min(noted.stored.length, noted.painted.length);
}

/**
 * Runs before the page's own code: notes when a tapped entry's transaction is on disk, and when the first frame is out in
 * which the tile shows the tap.
 */
function noteTaps(): void {
  const noted: Noted = { stored: [], painted: [] };
  (window as unknown as { noted: Noted }).noted = noted;
  let tapped: number | undefined;
  window.addEventListener(
    "click",
    (event) => {
      const tile = (event.target as Element).closest<HTMLElement>(".tile");
      if (!tile) return;
      const before = tile.dataset.tapped;
      const begun = event.timeStamp;
      tapped = begun;
      // What a frame's callback finds in the page, its frame paints; otherwise the next one may.
      const look = () => {
        if (tile.dataset.state !== "seen" || tile.dataset.tapped === before) {
          requestAnimationFrame(look);
          return;
        }
        // Runs once the frame of this callback has been handed over.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => noted.painted.push(performance.now() - begun);
        port2.postMessage(undefined);
      };
      requestAnimationFrame(look);
    },
    { capture: true },
  );
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...args) {
    if (this.name === "outbox" && tapped !== undefined) {
      const begun = tapped;
      tapped = undefined;
      if (this.transaction.durability !== "strict") throw new Error("an entry is written without strict durability");
      this.transaction.addEventListener("complete", () => noted.stored.push(performance.now() - begun));
    }
    return put.apply(this, args);
  };
}

/** Runs in the page: the least that a strict write can take here, for comparison. */
async function barePuts(times: number): Promise<number[]> {
  const opening = indexedDB.open("bare", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("rows");
  await new Promise((done) => (opening.onsuccess = done));
  const taken: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const begun = performance.now();
    const transaction = opening.result.transaction("rows", "readwrite", { durability: "strict" });
    transaction.objectStore("rows").put(new Uint8Array(300), at);
    transaction.commit();
    await new Promise((done) => (transaction.oncomplete = done));
    taken.push(performance.now() - begun);
  }
  opening.result.close();
  return taken;
}
