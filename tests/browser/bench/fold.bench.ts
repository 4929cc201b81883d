import { median, report } from "../support/figures.ts";
import { entriesOnDevice, gridPainted, noteGrid } from "../support/grid.ts";
import { Lesson } from "../support/lesson.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

/** Entries of one class on a teacher's tablet: more than in ten years of lessons. */
const ENTRIES = 100_000;
/** Entries in one push: `BATCH_ENTRIES_MAX` of `sync::limits`. */
const BATCH_ENTRIES = 500;
/** They were made over so many days. */
const DAYS = 150;
/** Students of the class that is opened: a full one. */
const STUDENTS = 30;
/** Cold starts of the browser. */
const STARTS = 5;
/** To take them in, and to send them to the tablet. */
const MAKING_MS = 8 * 60_000;

test("how long it takes from 100,000 entries in the store to a painted class", async ({ page, newTablet }) => {
  test.setTimeout(MAKING_MS * 2);
  const tablet = newTablet();
  const there = await tablet.open("/sign-in");
  await signIn(there, people().teacher);
  const lesson = await Lesson.open(there);
  await expect(lesson.tiles()).toHaveCount(STUDENTS);
  await signIn(page, people().teacher);
  await page.evaluate(pushSightings, { className: CLASS, count: ENTRIES, batch: BATCH_ENTRIES, days: DAYS });
  await expect.poll(() => entriesOnDevice(there), { timeout: MAKING_MS }).toBeGreaterThanOrEqual(ENTRIES);
  await kept(there);
  const address = new URL(there.url()).pathname;
  await tablet.shut();

  const taken: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const cold = await tablet.open("about:blank", { offline: true });
    await noteGrid(cold, STUDENTS);
    await cold.goto(address);
    await new Lesson(cold).opened();
    const { opened, painted } = await gridPainted(cold);
    taken.push(painted - opened);
    await tablet.shut();
  }
  report("fold", {
    "device.fold_100k_ms": Math.round(median(taken)),
    "device.fold_100k_ms_max": Math.round(Math.max(...taken)),
  });
});

interface Order {
  className: string;
  count: number;
  batch: number;
  days: number;
}

/** Runs in the page of an adult of the class: records sightings of everyone in it, in frames of version 1. */
async function pushSightings({ className, count, batch, days }: Order): Promise<void> {
  const DAY_MS = 24 * 60 * 60 * 1_000;
  const type = "application/vnd.limber.v1+json";
  const ask = async (path: string, body?: string) => {
    const init = body === undefined ? {} : { method: "POST", body, headers: { "content-type": type } };
    const answer = await fetch(path, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { person } = await ask("/api/session");
  const { classes, framework } = await ask("/api/directory");
  const { id, students } = classes.find(({ name }: { name: string }) => name === className);
  const incarnation = [...crypto.getRandomValues(new Uint8Array(8))].map((n) => n.toString(16).padStart(2, "0")).join("");
  const hello = { protocol: 1, speaks: { oldest: 1, newest: 1 }, build: "bench", incarnation, cursor: 0 };
  const { epoch } = await ask("/api/sync/hello", JSON.stringify({ ...hello, scopes: "0".repeat(16), unsent: 0 }));
  const now = Date.now();
  for (let first = 0; first < count; first += batch) {
    const entries = Array.from({ length: batch }, (_, n) => {
      const number = first + n + 1;
      const ago = DAY_MS * (days - Math.floor((number * days) / (count + 1)));
      const student = students[number % students.length].id;
      const muscle = framework.muscles[number % framework.muscles.length].id;
      // Milliseconds and a counter of 16 bits: more than a number of JavaScript holds.
      const stamp = (BigInt(now - ago + n) << 16n).toString();
      const body = JSON.stringify({ muscle, phase: number % 6, framework: framework.version });
      return `{"entry":{"id":"${incarnation}${number.toString(16).padStart(16, "0")}","author":"${person}","stamp":${stamp},
        "kind":"sighting","version":1,"class":"${id}","links":[{"tag":1,"id":"${student}"}],"body":${body}}}`;
    });
    const head = `{"protocol":1,"epoch":"${epoch}","incarnation":"${incarnation}","offset":0,"entries":`;
    const { verdicts } = await ask("/api/sync/push", `${head}[${entries.join(",")}]}`);
    const other = verdicts.find(({ outcome }: { outcome: { is: string } }) => outcome.is !== "stored");
    if (other) throw new Error(JSON.stringify(other));
  }
}
