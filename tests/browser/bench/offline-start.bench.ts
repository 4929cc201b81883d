import { median, report } from "../support/figures.ts";
import { Lesson } from "../support/lesson.ts";
import { people, signIn } from "../support/people.ts";
import { sent } from "../support/sync.ts";
import { kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

/** Cold starts of the browser. */
const STARTS = 7;

test("how long a class takes to be there without a network, from a cold start by deep link", async ({ newTablet }) => {
  const tablet = newTablet();
  const page = await tablet.open("/sign-in");
  await signIn(page, people().teacher);
  const lesson = await Lesson.open(page);
  const tiles = await lesson.tiles().count();
  expect(tiles).toBeGreaterThan(24);
  await sent(page);
  await kept(page);
  const address = new URL(page.url()).pathname;
  await tablet.shut();

  const taken: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    // The browser is up, the page is not.
    const cold = await tablet.open("about:blank", { offline: true });
    await cold.addInitScript(noteGrid, tiles);
    await cold.goto(address);
    await new Lesson(cold).opened();
    taken.push(await cold.evaluate(() => (window as unknown as { gridPainted: Promise<number> }).gridPainted));
    await tablet.shut();
  }
  report("offline-start", { "ui.offline_start_ms": median(taken), "ui.offline_start_ms_max": Math.round(Math.max(...taken)) });
});

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
