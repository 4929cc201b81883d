import type { Page } from "@playwright/test";
import { Lesson } from "../support/lesson.ts";
import { NewerBuild, offered } from "../support/newer-build.ts";
import { people, signIn } from "../support/people.ts";
import { ARRIVES_MS, sent, syncLine, waiting } from "../support/sync.ts";
import { drawn, kept, unsent } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";
import { VisitDraft } from "../support/visit.ts";

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** A tab that is looked at waits so long for its turn, and then needs a few calls. */
const TURN_COMES_MS = 25_000;
/** A write that failed is tried again every few seconds. */
const SAVED_AGAIN_MS = 15_000;

test("two tabs of one teacher: each shows what the other records, and everything counts once", async ({ page, newPage }) => {
  const lesson = await inLesson(page);
  const second = await page.context().newPage();
  await second.goto(page.url());
  const there = new Lesson(second);
  await there.opened();
  const [a, b] = await lesson.names();
  await page.context().setOffline(true);
  await lesson.take("Chooses it");
  await lesson.see(a);
  await there.expectSeen(a);
  await there.take("Has a go");
  await there.see(b);
  await lesson.expectSeen(b);
  await waiting(second, 2);

  await page.context().setOffline(false);
  await Promise.all([page, second].map((tab) => tab.evaluate(() => window.dispatchEvent(new Event("online")))));
  await sent(second);
  await sent(page);
  expect(await unsent(page)).toBe(0);
  const other = await inLesson(await newPage());
  await other.expectSeen(a, ARRIVES_MS);
  await other.expectSeen(b);
  await other.tile(a).click();
  const today = other.page.getByRole("region", { name: "What was seen" }).getByRole("list").first().getByRole("listitem");
  await expect(today).toHaveCount(1);
});

test("a tab that sleeps with the lead keeps nothing back: another one sends", async ({ page, newPage }) => {
  const lesson = await inLesson(page);
  await sent(page);
  const [a] = await lesson.names();
  const second = await page.context().newPage();
  await second.goto(page.url());
  const there = new Lesson(second);
  await there.opened();
  const sleeping = await page.context().newCDPSession(page);
  await sleeping.send("Page.setWebLifecycleState", { state: "frozen" });
  await there.take("Chooses it");
  await there.see(a);
  const other = await inLesson(await newPage());
  await other.expectSeen(a, TURN_COMES_MS);
  await sleeping.send("Page.setWebLifecycleState", { state: "active" });
  await lesson.expectSeen(a, ARRIVES_MS);
});

for (const [how, off] of [["ahead", YEAR_MS], ["behind", -YEAR_MS]] as const) {
  test(`a clock that is a year ${how}: today is today, with and without a network`, async ({ page, newPage }) => {
    await page.clock.install({ time: Date.now() + off });
    const lesson = await inLesson(page);
    const [a, b] = await lesson.names();
    await lesson.take("Chooses it");
    await lesson.see(a);
    await sent(page);
    await page.context().setOffline(true);
    await lesson.see(b);
    await waiting(page, 1);
    await page.reload();
    await lesson.opened();
    await lesson.expectSeen(a);
    await lesson.expectSeen(b);
    const other = await inLesson(await newPage());
    await other.expectSeen(a, ARRIVES_MS);
    await other.expectNotSeen(b);
    await page.context().setOffline(false);
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await other.expectSeen(b, ARRIVES_MS);
  });
}

test("a store that the browser closed behind our back is opened again, and no tap is lost", async ({ page }) => {
  await page.addInitScript(() => {
    const databases: IDBDatabase[] = [];
    Object.assign(window, { closeStores: () => databases.splice(0).forEach((database) => database.close()) });
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...args) {
      const request = open.apply(this, args);
      request.addEventListener("success", () => databases.push(request.result));
      return request;
    };
  });
  const lesson = await inLesson(page);
  await page.context().setOffline(true);
  const [a, b] = await lesson.names();
  await lesson.take("Chooses it");
  await lesson.see(a);
  await expect.poll(() => unsent(page)).toBe(1);
  await page.evaluate(() => (window as unknown as { closeStores: () => void }).closeStores());
  await lesson.see(b);
  await expect.poll(() => unsent(page), { timeout: SAVED_AGAIN_MS }).toBe(2);
  await page.reload();
  await lesson.opened();
  await lesson.expectSeen(a);
  await lesson.expectSeen(b);
});

test("a full tablet says so, and saves once there is room", async ({ page }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args) {
      if ("full" in window && window.full) throw new DOMException("there is no room", "QuotaExceededError");
      return put.apply(this, args);
    };
  });
  const fill = (full: boolean) => page.evaluate((full) => Object.assign(window, { full }) && undefined, full);
  const lesson = await inLesson(page);
  await page.context().setOffline(true);
  const [a] = await lesson.names();
  await lesson.take("Chooses it");
  await fill(true);
  await lesson.see(a);
  await expect(page.getByText("This tablet cannot write to its storage.")).toBeVisible({ timeout: SAVED_AGAIN_MS });
  expect(await unsent(page)).toBe(0);
  await fill(false);
  await expect.poll(() => unsent(page), { timeout: SAVED_AGAIN_MS }).toBe(1);
  await expect(page.getByText("This tablet cannot write to its storage.")).toBeHidden({ timeout: SAVED_AGAIN_MS });
  await waiting(page, 1);
});

test("a new version taken over in the middle of a visit: what was typed and what was not sent are there", async ({
  browser,
  school,
}) => {
  const site = await NewerBuild.before(school.url);
  const context = await browser.newContext({ baseURL: site.url });
  const page = await context.newPage();
  await signIn(page, people().leader);
  await kept(page);
  const draft = await VisitDraft.begin(page);
  await sent(page);
  site.setAway(true);
  await draft.cell("Feeling", "Talking").click();
  await draft.noticed.fill("Half a sentence that nobody has");
  site.release("0123456789abcdef");
  await offered(page);
  await page.evaluate(() => document.body.setAttribute("data-before-the-update", ""));
  await page.getByRole("button", { name: "Use it now" }).click();
  await expect(page.locator("[data-before-the-update]")).toHaveCount(0);
  await drawn(page);
  await draft.opened();
  await expect(draft.noticed).toHaveValue("Half a sentence that nobody has");
  await expect(draft.cell("Feeling", "Talking")).toHaveAccessibleName("Feeling, Talking: noticed");
  await expect(syncLine(page)).toHaveText(/to send/);
  site.setAway(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await sent(page);
  await context.close();
  site.close();
});

/** The teacher, signed in and in the lesson of their class. */
async function inLesson(page: Page): Promise<Lesson> {
  await signIn(page, people().teacher);
  await kept(page);
  return Lesson.open(page);
}
