import { median, report } from "../support/figures.ts";
import { entriesOnDevice, gridPainted, noteGrid } from "../support/grid.ts";
import { Lesson } from "../support/lesson.ts";
import { people, signIn } from "../support/people.ts";
import { sent } from "../support/sync.ts";
import { kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

/** Cold starts of the browser. */
const STARTS = 7;
/** Students of the class that is opened: a full one. */
const STUDENTS = 30;
/** Entries on the device: less would be no school year of a teacher with several classes. */
const YEAR_ENTRIES_MIN = 5_000;

test("how long a class takes to be there without a network, from a cold start by deep link", async ({ newTablet }) => {
  const tablet = newTablet();
  const page = await tablet.open("/sign-in");
  await signIn(page, people().teacher);
  const lesson = await Lesson.open(page);
  await expect(lesson.tiles()).toHaveCount(STUDENTS);
  await sent(page);
  const entries = await entriesOnDevice(page);
  expect(entries).toBeGreaterThan(YEAR_ENTRIES_MIN);
  await kept(page);
  const address = new URL(page.url()).pathname;
  await tablet.shut();

  const taken: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    // The browser is up, the page is not.
    const cold = await tablet.open("about:blank", { offline: true });
    await noteGrid(cold, STUDENTS);
    await cold.goto(address);
    await new Lesson(cold).opened();
    taken.push((await gridPainted(cold)).painted);
    await tablet.shut();
  }
  report("offline-start", {
    "ui.offline_start_ms": median(taken),
    "ui.offline_start_ms_max": Math.round(Math.max(...taken)),
    "ui.offline_start_entries": entries,
  });
});
