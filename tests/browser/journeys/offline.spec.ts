import type { Page } from "@playwright/test";
import { Lesson, PHASES } from "../support/lesson.ts";
import { MyPage } from "../support/my-page.ts";
import { people, signIn, type Staff, type Student } from "../support/people.ts";
import { ARRIVES_MS, sent, syncLine, waiting } from "../support/sync.ts";
import { kept, unsent, type Tablet } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";
import { VisitDraft } from "../support/visit.ts";

/** So many days in a row without a network. */
const WEEK_DAYS = 5;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What the teacher notes on one of them. */
const noteOf = (day: number) => `Day ${day + 1} of the week away.`;

/** How often a browser is killed; more in a soak. */
const KILLS = Number(process.env.KILLS ?? 5);

test("a lesson without a network: cold start by deep link, record, restart, and everything arrives once", async ({
  newTablet,
  newPage,
}) => {
  const tablet = newTablet();
  let page = await openOffline(tablet, people().teacher, inClass);
  const address = new URL(page.url()).pathname;
  let lesson = new Lesson(page);
  await lesson.opened();
  const [first, second, third] = await lesson.names();
  await lesson.take("Chooses it");
  await lesson.see(first);
  await waiting(page, 1);
  await page.reload();
  await lesson.opened();
  await lesson.expectSeen(first);
  await lesson.take("Has a go");
  await lesson.see(second);
  await waiting(page, 2);
  await tablet.shut();

  page = await tablet.open(address, { offline: true });
  lesson = new Lesson(page);
  await lesson.opened();
  await lesson.expectSeen(first);
  await lesson.expectSeen(second);
  await waiting(page, 2);
  await lesson.undo.click();
  await lesson.take("Plans for it");
  await lesson.see(third);
  await waiting(page, 4);
  await page.getByRole("banner").getByRole("link", { name: "4 to send" }).click();
  await expect(page.getByText("4 things are only here so far.")).toBeVisible();
  await expect(page.getByText("No network just now. That is fine")).toBeVisible();

  // Another tablet of the same teacher is open all the while.
  const other = await newPage();
  await signIn(other, people().teacher);
  const there = await Lesson.open(other);
  await there.expectNotSeen(first);

  await tablet.setOffline(false);
  await there.expectSeen(first, ARRIVES_MS);
  await there.expectSeen(third);
  await there.expectNotSeen(second);
  await page.goto(address);
  await sent(page);
  // Once: on both tablets one line of today for the one tap.
  for (const [onPage, seen] of [[page, lesson], [other, there]] as const) {
    await seen.tile(first).click();
    const today = onPage.getByRole("region", { name: "What was seen" }).getByRole("list").first().getByRole("listitem");
    await expect(today).toHaveCount(1);
    await expect(today).toContainText(": Chooses it");
  }
});

test("five days without a network: each day's work arrives once, on its own day", async ({ newTablet, newPage }) => {
  const tablet = newTablet();
  let page = await openOffline(tablet, people().teacher, inClass);
  const address = new URL(page.url()).pathname;
  const began = Date.now();
  let name = "";
  for (let day = 0; day < WEEK_DAYS; day++) {
    await tablet.shut();
    page = await tablet.open(address, { offline: true, time: began + day * DAY_MS });
    const lesson = new Lesson(page);
    await lesson.opened();
    name ||= (await lesson.names())[0];
    await lesson.expectNotSeen(name);
    await lesson.take(PHASES[day + 1]);
    await lesson.see(name);
    await lesson.putDown(PHASES[day + 1]);
    await lesson.tile(name).click();
    await page.getByRole("button", { name: "Note for adults" }).click();
    await page.getByRole("textbox", { name: "Note for adults" }).fill(noteOf(day));
    await page.getByRole("button", { name: "Keep it" }).click();
    await waiting(page, 2 * (day + 1));
  }
  await syncLine(page).click();
  await expect(page.getByText("That is long. Take this tablet to a network")).toBeVisible();
  await tablet.setOffline(false);
  await sent(page);

  // The server's clock is where the tablet's was on the first day: so that is when the last day was.
  const other = await newPage();
  await signIn(other, people().teacher);
  const there = await Lesson.open(other);
  await there.expectSeen(name, ARRIVES_MS);
  await there.tile(name).click();
  const history = other.getByRole("region", { name: "What was seen" });
  await expect(history.getByText(noteOf(WEEK_DAYS - 1))).toBeVisible();
  const days = await history.evaluate((region) =>
    [...region.querySelectorAll("ul")].map((list) => [list.previousElementSibling?.textContent, list.textContent ?? ""]),
  );
  for (let day = 0; day < WEEK_DAYS; day++) {
    const on = days.filter(([, lines]) => lines?.includes(noteOf(day)));
    expect(on, noteOf(day)).toHaveLength(1);
    expect(on[0][1]).toContain(PHASES[day + 1]);
  }
  const headings = days.slice(0, WEEK_DAYS).map(([heading]) => heading);
  expect(new Set(headings).size).toBe(WEEK_DAYS);
});

test("a visit without a network: begun, written, restarted, and back online on the other tablet", async ({
  newTablet,
  newPage,
}) => {
  const tablet = newTablet();
  let page = await openOffline(tablet, people().leader);
  let draft = await VisitDraft.begin(page);
  const address = new URL(page.url()).pathname;
  await draft.cell("Managing", "Relating").click();
  await draft.noticed.fill("Two pairs planned aloud");
  const more = await draft.parkIt();
  await waiting(page, 3 + more);
  await tablet.shut();

  page = await tablet.open(address, { offline: true });
  draft = new VisitDraft(page);
  await draft.opened();
  await expect(draft.noticed).toHaveValue("Two pairs planned aloud");
  await draft.share();

  const teachers = await newPage();
  await signIn(teachers, people().teacher);
  await expect(teachers.getByText("was shared with you")).toHaveCount(0);
  await tablet.setOffline(false);
  const invitation = teachers.getByRole("link", { name: /A visit to 7B Science was shared with you/ });
  await expect(invitation).toBeVisible({ timeout: ARRIVES_MS });
  await invitation.click();
  await teachers.getByRole("button", { name: "Open it now" }).click();
  await expect(teachers.getByText("Two pairs planned aloud")).toBeVisible();
});

test("everything else of a lesson without a network: context, away, everyone else, words, by the student's own link", async ({
  newTablet,
  newPage,
}) => {
  const tablet = newTablet();
  let page = await openOffline(tablet, people().teacher, inClass);
  const lesson = new Lesson(page);
  await lesson.opened();
  const [away, name] = await lesson.names();
  await page.getByRole("button", { name: /^Where and how\?/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "In groups" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Away", exact: true }).click();
  await lesson.tile(away).click();
  await page.getByRole("button", { name: "Everyone else: practised", exact: true }).click();
  await page.getByRole("button", { name: "Away", exact: true }).click();
  await lesson.tile(name).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.getByRole("textbox", { name: "I noticed…" }).fill("You let others finish.");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("button", { name: "Note for adults" }).click();
  await page.getByRole("textbox", { name: "Note for adults" }).fill("Sits with Beth now.");
  await page.getByRole("button", { name: "Keep it" }).click();
  await waiting(page, 4);
  const student = new URL(page.url()).pathname;
  await tablet.shut();

  page = await tablet.open(student, { offline: true });
  await expect(page.getByText("“Sits with Beth now.”")).toBeVisible();
  await page.getByRole("link", { name: "Back" }).click();
  await expect(new Lesson(page).tile(away)).toHaveAccessibleName(`${away}, away`);

  const other = await newPage();
  await signIn(other, people().teacher);
  const there = await Lesson.open(other);
  await tablet.setOffline(false);
  await expect(there.tile(away)).toHaveAccessibleName(`${away}, away`, { timeout: ARRIVES_MS });
  await expect(other.getByRole("button", { name: "Everyone else: practised ✓" })).toBeVisible();
  await there.tile(name).click();
  for (const words of ["“You let others finish.”", "“Sits with Beth now.”"]) {
    await expect(other.getByText(words)).toBeVisible();
  }
});

test("a shared visit is opened, corrected and answered without a network", async ({ page, newTablet }) => {
  const tablet = newTablet();
  let teachers = await tablet.open("/sign-in");
  await signIn(teachers, people().teacher);
  await signIn(page, people().leader);
  const draft = await VisitDraft.begin(page);
  const address = new URL(page.url()).pathname;
  await draft.noticed.fill("Pairs swapped roles by themselves");
  await draft.cell("Feeling", "Talking").click();
  await draft.share();
  await sent(page);
  const invitation = teachers.getByRole("link", { name: "was shared with you" });
  await expect(invitation).toBeVisible({ timeout: ARRIVES_MS });
  await kept(teachers);
  await tablet.shut();

  teachers = await tablet.open(address, { offline: true });
  await teachers.getByRole("button", { name: "Open it now" }).click();
  await expect(teachers.getByText("Pairs swapped roles by themselves")).toBeVisible();
  await teachers.getByRole("button", { name: "Correct “Feeling, Talking”" }).click();
  await teachers.getByLabel("What it should say").fill("Everybody did.");
  await teachers.getByRole("button", { name: "Put it beside" }).click();
  await teachers.getByLabel("Your reply").fill("We practised that.");
  await teachers.getByRole("button", { name: "Send" }).click();
  await waiting(teachers, 3);

  await page.goto(address);
  await expect(page.getByText("We practised that.")).toHaveCount(0);
  await tablet.setOffline(false);
  await expect(page.getByText("We practised that.")).toBeVisible({ timeout: ARRIVES_MS });
  await expect(page.getByText("Everybody did.")).toBeVisible();
});

test("a child's page without a network: choosing works, and is silent about sending", async ({ newTablet, newPage }) => {
  const tablet = newTablet();
  let page = await openOffline(tablet, people().student);
  const mine = new MyPage(page);
  await mine.chooseAnew();
  await mine.choose("Revising");
  await expect(syncLine(page)).toHaveCount(0);
  await tablet.shut();

  page = await tablet.open("/", { offline: true });
  await expect(new MyPage(page).plan).toContainText("Revising");
  const again = await newPage();
  await signIn(again, people().student);
  await tablet.setOffline(false);
  await expect(new MyPage(again).plan).toContainText("Revising", { timeout: ARRIVES_MS });
});

test(`a browser that dies in the middle of saving keeps what it saved, ${KILLS} times over`, async ({ newTablet, newPage }) => {
  test.setTimeout(60_000 + KILLS * 20_000);
  const tablet = newTablet();
  let page = await openOffline(tablet, people().teacher, inClass);
  const address = new URL(page.url()).pathname;
  let saved = 0;
  for (let round = 0; round < KILLS; round++) {
    const lesson = new Lesson(page);
    await lesson.opened();
    await lesson.take(PHASES[2 + (round % 3)]);
    const tapping = tapEveryone(page).catch(() => undefined);
    await expect.poll(() => unsent(page)).toBeGreaterThan(saved + round);
    saved = await unsent(page);
    // The other taps are on their way to the disk.
    await tablet.kill();
    await tapping;
    page = await tablet.open(address, { offline: true });
    const kept = await unsent(page);
    expect(kept).toBeGreaterThanOrEqual(saved);
    await waiting(page, kept);
    saved = kept;
  }

  const seen = await seenIn(page);
  expect(seen.length).toBeGreaterThan(0);
  await tablet.setOffline(false);
  await sent(page);
  expect(await unsent(page)).toBe(0);
  const other = await newPage();
  await signIn(other, people().teacher);
  await Lesson.open(other);
  await expect.poll(() => seenIn(other), { timeout: ARRIVES_MS }).toEqual(seen);
});

/** Taps one tile after the other, faster than anybody could. Ends with the page. */
async function tapEveryone(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const tile of document.querySelectorAll<HTMLElement>(".tile")) {
      tile.click();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

/** Who has today's tick. */
async function seenIn(page: Page): Promise<string[]> {
  const lesson = new Lesson(page);
  await lesson.opened();
  const labels = await lesson.tiles().evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute("aria-label") ?? ""));
  return labels.filter((label) => label.includes(", seen today")).map((label) => label.split(", ")[0]);
}

/** Signs in with a network, once; then the browser is closed, and opened again without one. `go`: to the page to open. */
async function openOffline(tablet: Tablet, who: Staff | Student, go?: (page: Page) => Promise<void>): Promise<Page> {
  const page = await tablet.open("/sign-in");
  await signIn(page, who);
  await go?.(page);
  await kept(page);
  const address = new URL(page.url()).pathname;
  await tablet.shut();
  return tablet.open(address, { offline: true });
}

async function inClass(page: Page): Promise<void> {
  await Lesson.open(page);
  await sent(page);
}
