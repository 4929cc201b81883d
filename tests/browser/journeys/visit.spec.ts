import type { Page } from "@playwright/test";
import { CLASS, people, signIn } from "../support/people.ts";
import { ARRIVES_MS, sent } from "../support/sync.ts";
import { expect, test } from "../support/test.ts";
import { VisitDraft } from "../support/visit.ts";

/** From the home page to a visit that can be written. */
const TAPS_TO_BEGIN_MAX = 2;
/** From the home page to a record that is worth having, parked. */
const TAPS_TO_RECORD_MAX = 8;

test("a visit begins in two taps, and is a usable record in eight, without typing", async ({ page }) => {
  await signIn(page, people().leader);
  const taps = await countTaps(page);
  const draft = await VisitDraft.begin(page);
  expect(await taps()).toBeLessThanOrEqual(TAPS_TO_BEGIN_MAX);

  await draft.cell("Feeling", "Talking").click();
  await draft.cell("Feeling", "Relating").click();
  await page.getByRole("button", { name: "Perseverance" }).click();
  await page.getByRole("button", { name: "Mostly learners" }).click();
  await draft.park.click();
  await expect(page.getByRole("heading", { level: 2, name: /\d to finish today/ })).toBeVisible();
  expect(await taps()).toBeLessThanOrEqual(TAPS_TO_RECORD_MAX);

  await page.getByRole("link", { name: new RegExp(`${CLASS}.*begun \\d+:\\d\\d, not shared`) }).first().click();
  await draft.opened();
  await expect(draft.cell("Feeling", "Talking")).toHaveAccessibleName("Feeling, Talking: noticed");
  await expect(page.getByRole("button", { name: "Perseverance" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: "Mostly learners" })).toHaveAttribute("aria-pressed", "true");
});


test("a cell goes round: noticed, widely, clear, not looked; looking in vain is chosen deliberately", async ({ page }) => {
  await signIn(page, people().leader);
  const draft = await VisitDraft.begin(page);
  const cell = draft.cell("Thinking", "Constructing");
  for (const mark of ["noticed", "widely", "clear", "not looked"]) {
    await cell.click();
    await expect(cell).toHaveAccessibleName(`Thinking, Constructing: ${mark}`);
  }
  await page.getByRole("button", { name: "Looked, not noticed" }).click();
  await expect(page.getByText("Now tap where you looked and did not notice it.")).toBeVisible();
  await cell.click();
  await expect(cell).toHaveAccessibleName("Thinking, Constructing: not noticed");
  // Once only: the next tap is a mark again.
  await cell.click();
  await expect(cell).toHaveAccessibleName("Thinking, Constructing: noticed");
});

test("another room parks the first; half-typed words survive a reload", async ({ page }) => {
  await signIn(page, people().leader);
  const waiting = page.getByRole("heading", { level: 2, name: /\d to finish today/ });
  const first = await VisitDraft.begin(page);
  await first.noticed.fill("Three tables tried a second way");
  // Nothing is waited for: the tab dies in the middle of a word.
  await page.reload();
  await first.opened();
  await expect(first.noticed).toHaveValue("Three tables tried a second way");
  await expect(page.getByText(/^Worried about a child\? Don’t write it here\./).first()).toBeVisible();
  const address = page.url();

  await page.goto("/");
  const count = Number.parseInt((await waiting.textContent()) ?? "");
  const second = await VisitDraft.begin(page, "7B");
  await second.cell("Managing", "Relating").click();
  await second.park.click();
  await expect(waiting).toHaveText(`${count + 1} to finish today`);
  await page.goto(address);
  await first.opened();
  await expect(first.noticed).toHaveValue("Three tables tried a second way");
});


/** Counts taps on the page from now on. */
async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as unknown as { taps: number };
    counted.taps = 0;
    window.addEventListener("click", (event) => (counted.taps += event.isTrusted ? 1 : 0), { capture: true });
  });
  return () => page.evaluate(() => (window as unknown as { taps: number }).taps);
}

/** Listens to everything that a page's server tells it. */
function listen(page: Page) {
  const told: string[] = [];
  let pulls = 0;
  page.on("response", async (response) => {
    if (!response.url().includes("/api/")) return;
    told.push(await response.text().catch(() => ""));
    if (response.url().includes("/api/sync/")) pulls += 1;
  });
  return {
    text: () => told.join("\n"),
    async another() {
      const before = pulls;
      await expect.poll(() => pulls, { timeout: ARRIVES_MS }).toBeGreaterThan(before + 1);
    },
  };
}
