import type { Page } from "@playwright/test";
import { Lesson, PHASES } from "../support/lesson.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

/** How long a carried tablet holds its brush. */
const BRUSH_IDLE_MS = 30_000;
/** Real time also passes while the page's clock is moved on. */
const REAL_TIME_MS = 10_000;
/** Longer than the gap between two lessons. */
const ANOTHER_LESSON_MS = 91 * 60_000;

async function inClass(page: Page): Promise<Lesson> {
  await signIn(page, people().teacher);
  return Lesson.open(page);
}

test("a class opens covered, uncovers while it is held, and covers again on leaving", async ({ page }) => {
  const lesson = await inClass(page);
  await expect(page.getByRole("heading", { level: 1, name: CLASS })).toBeVisible();
  await lesson.expectCovered();
  const count = await lesson.tiles().count();

  await lesson.uncover.hover();
  await page.mouse.down();
  await expect(lesson.grid.locator("svg.glyph")).toHaveCount(count);
  await page.mouse.up();
  await lesson.expectCovered();

  await lesson.uncover.focus();
  await page.keyboard.press("Enter");
  await expect(lesson.grid.locator("svg.glyph")).toHaveCount(count);
  await expect(page.getByRole("button", { name: "Cover again" })).toBeVisible();
  await page.keyboard.press("Enter");
  await lesson.expectCovered();

  await page.keyboard.press("Space");
  await expect(lesson.grid.locator("svg.glyph")).toHaveCount(count);
  await page.keyboard.press("Tab");
  await lesson.expectCovered();
});

test("a brush and one tap for each student; another tap corrects; undo takes it back", async ({ page }) => {
  const lesson = await inClass(page);
  const [first, second] = await lesson.names();
  await expect(lesson.undo).toBeDisabled();
  await lesson.take("Chooses it");
  await lesson.see(first);
  await lesson.see(second);
  await expect(lesson.undo).toHaveText(`Undo ${second}`);
  await lesson.expectCovered();

  // In the same lesson a second tap corrects the first: one sighting, not two.
  await lesson.take("Has a go");
  await lesson.tile(second).click();
  await expect(page.getByText(`${second} recorded`)).toBeAttached();
  await lesson.tile(second).click();
  await expect(page.getByText(`${second}: already recorded`)).toBeAttached();
  await lesson.putDown("Has a go");
  await lesson.tile(second).click();
  const today = page.getByRole("region", { name: "What was seen" }).getByRole("list").first().getByRole("listitem");
  await expect(today).toHaveCount(1);
  await expect(today).toContainText(": Has a go");
  await page.getByRole("link", { name: "Back" }).click();

  // Undo brings the first tap back, then takes that too.
  await lesson.undo.click();
  await expect(page.getByText(`${second} undone`)).toBeAttached();
  await lesson.expectSeen(second);
  await lesson.undo.click();
  await lesson.expectNotSeen(second);
  await expect(lesson.undo).toHaveText(`Undo ${first}`);
  await lesson.undo.click();
  await lesson.expectNotSeen(first);
  await expect(lesson.undo).toBeDisabled();
});

test("away and everyone else: who is away or was seen is an exception", async ({ page }) => {
  const lesson = await inClass(page);
  const [away, seen] = await lesson.names();
  const awayBrush = page.getByRole("button", { name: "Away", exact: true });
  await awayBrush.click();
  await lesson.tile(away).click();
  await expect(lesson.tile(away)).toHaveAccessibleName(`${away}, away`);
  await expect(lesson.undo).toHaveText(`Undo ${away}`);
  await lesson.take("Plans for it");
  await lesson.see(seen);

  await page.getByRole("button", { name: "Everyone else: practised", exact: true }).click();
  await expect(page.getByRole("button", { name: "Everyone else: practised ✓" })).toBeVisible();
  await expect(page.getByText("Everyone else recorded")).toBeAttached();
  await expect(lesson.tile(away)).toHaveAccessibleName(`${away}, away`);
  await expect(lesson.tile(seen)).toHaveAccessibleName(`${seen}, seen today`);
  for (const name of (await lesson.names()).slice(2)) {
    expect(await lesson.label(name)).toMatch(/, (practised today|in today’s plan)$/);
  }

  await page.getByRole("button", { name: "Undo everyone else" }).click();
  await expect(page.getByRole("button", { name: "Everyone else: practised", exact: true })).toBeVisible();
  await awayBrush.click();
  await lesson.tile(away).click();
  await expect(lesson.tile(away)).not.toHaveAccessibleName(/away/);
});

test("the context is set once for the lesson, and goes with every tap", async ({ page }) => {
  const lesson = await inClass(page);
  await page.getByRole("button", { name: /^Where and how\?/ }).click();
  const sheet = page.getByRole("dialog", { name: "Where and how" });
  await sheet.getByRole("button", { name: "Practical", exact: true }).click();
  await sheet.getByRole("button", { name: "In pairs" }).click();
  await sheet.getByRole("button", { name: "Done" }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Practical, in pairs" })).toBeVisible();

  const [name] = await lesson.names();
  await lesson.take("Has a go");
  await lesson.see(name);
  await page.reload();
  await lesson.opened();
  await expect(page.getByRole("button", { name: "Practical, in pairs" })).toBeVisible();
  await lesson.tile(name).click();
  const history = page.getByRole("region", { name: "What was seen" });
  const newest = history.getByRole("listitem").first();
  await expect(newest).toContainText(": Has a go");
  await expect(newest).toContainText("practical, in pairs");
});

test("a note and what was noticed, beside the safeguarding line; half-typed words come back", async ({ page }) => {
  const lesson = await inClass(page);
  const [name] = await lesson.names();
  await lesson.tile(name).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const writing = page.getByRole("region", { name: "Write" });
  await expect(writing.getByText(/^Worried about a child\? Don’t write it here\. Tell \S+ \S+ now\.$/)).toBeVisible();
  await writing.getByRole("textbox", { name: "I noticed…" }).fill("You asked what would happen if");
  await page.reload();
  await expect(writing.getByRole("textbox", { name: "I noticed…" })).toHaveValue("You asked what would happen if");
  await writing.getByRole("textbox", { name: "I noticed…" }).fill("You asked what would happen if it froze.");
  await writing.getByRole("button", { name: "Keep it" }).click();

  await writing.getByRole("button", { name: "Note for adults" }).click();
  await expect(writing.getByText("Only the adults of this class read this.")).toBeVisible();
  await writing.getByRole("textbox", { name: "Note for adults" }).fill("Likes to start alone.");
  await writing.getByRole("button", { name: "Keep it" }).click();
  const history = page.getByRole("region", { name: "What was seen" });
  await expect(history).toContainText("“You asked what would happen if it froze.”");
  await expect(history).toContainText("“Likes to start alone.”");
});

test("the brush lifts after half a minute without a tap: a carried tablet records nobody", async ({ page }) => {
  await page.clock.install();
  const lesson = await inClass(page);
  const [name] = await lesson.names();
  await lesson.take("Second nature");
  await page.clock.fastForward(BRUSH_IDLE_MS - REAL_TIME_MS);
  await expect(lesson.brushes.getByRole("button", { name: "Second nature" })).toHaveAttribute("aria-pressed", "true");
  await page.clock.fastForward(REAL_TIME_MS);
  await expect(lesson.brushes.getByRole("button", { pressed: true })).toHaveCount(0);
  await expect(page.getByText("Brush put down")).toBeAttached();
  await lesson.tile(name).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("what is recorded of one student can be taken back at once, also from the next page", async ({ page }) => {
  const lesson = await inClass(page);
  const [name] = await lesson.names();
  await lesson.tile(name).click();
  const phase = page.getByRole("region", { name: "Record what you see" }).getByRole("button", { name: "Plans for it" });
  await phase.click();
  await expect(phase).toHaveAttribute("aria-pressed", "true");
  const undo = page.getByRole("status").getByRole("button", { name: "Undo" });
  await undo.click();
  await expect(phase).toHaveAttribute("aria-pressed", "false");

  const box = page.getByRole("textbox", { name: "I noticed…" });
  await box.fill("You came back to it after lunch.");
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByText("“You came back to it after lunch.”")).toBeVisible();
  await page.getByRole("link", { name: "Back" }).click();
  await lesson.opened();
  await undo.click();
  await lesson.expectNotSeen(name);
  await lesson.tile(name).click();
  await expect(box).toHaveValue("You came back to it after lunch.");
  await expect(page.getByText("“You came back to it after lunch.”")).toHaveCount(0);
});

test("a page left open begins another lesson after the gap: nothing of the first is corrected or left out", async ({ page }) => {
  await page.clock.install();
  const lesson = await inClass(page);
  // Without a server, whose clock is not moved.
  await page.context().setOffline(true);
  const [name, other] = await lesson.names();
  const before = await lesson.history(name);
  await lesson.take("Has a go");
  await lesson.see(name);
  await page.getByRole("button", { name: "Everyone else: practised", exact: true }).click();
  await expect(page.getByRole("button", { name: "Everyone else: practised ✓" })).toBeVisible();

  await page.clock.fastForward(ANOTHER_LESSON_MS);
  await expect(page.getByRole("button", { name: "Everyone else: practised", exact: true })).toBeVisible();
  await expect(lesson.undo).toBeDisabled();
  await lesson.take("Has a go");
  await lesson.tile(name).click();
  await expect(lesson.undo).toHaveText(`Undo ${name}`);
  await lesson.see(other);
  await lesson.putDown("Has a go");
  // Both are there, whichever days they are of: at night the gap ends tomorrow.
  const after = await lesson.history(name);
  expect(after[0]).toContain(": Has a go");
  expect(after[1]).toContain(": Has a go");
  expect(after[2]).toBe(before[0]);
});

test("a reload keeps everything, and covers", async ({ page }) => {
  const lesson = await inClass(page);
  await page.getByRole("button", { name: "Questioning" }).click();
  const [first, second] = await lesson.names();
  await lesson.take("Plans for it");
  await lesson.see(first);
  await lesson.see(second);
  await page.reload();
  await lesson.opened();
  await expect(page.getByRole("button", { name: "Questioning" })).toHaveAttribute("aria-pressed", "true");
  await lesson.expectSeen(first);
  await lesson.expectSeen(second);
  await expect(lesson.undo).toHaveText(`Undo ${second}`);
  await lesson.expectCovered();
  // Another lesson, another muscle: the ticks are of one muscle only.
  await page.getByRole("button", { name: "Revising" }).click();
  await lesson.expectNotSeen(second);
});

test("the map of the class shows what several sightings add up to, never a single tap", async ({ page }) => {
  const lesson = await inClass(page);
  const names = await lesson.names();
  const before = await map(lesson, names);
  for (const said of before.values()) expect(said).not.toBe("");
  // Far above and far below where they are; a tap that agrees with an earlier one may well add up to something.
  const able = names.filter((name) => PHASES.indexOf(before.get(name) ?? "") >= 3);
  expect(able.length).toBeGreaterThan(2);
  await lesson.take(PHASES[0]);
  for (const name of able) await lesson.see(name);
  expect(await map(lesson, able)).toEqual(new Map(able.map((name) => [name, before.get(name)])));
});

/** Where each student is, in words; glyph and words agree. Uncovered from the keyboard, and covered again. */
async function map(lesson: Lesson, names: string[]): Promise<Map<string, string>> {
  await lesson.uncover.focus();
  await lesson.page.keyboard.press("Enter");
  await expect(lesson.grid.locator("svg.glyph").first()).toBeVisible();
  const said = new Map<string, string>();
  for (const name of names) {
    const label = await lesson.label(name);
    // What only stands, from long ago, has its age beside it: the next sightings may well change it.
    const words = new RegExp(`(${PHASES.join("|")}|Starting to see|Not looked yet)(, \\d.*ago)?`).exec(label)?.[0] ?? "";
    const fibres = /(\d) of 5/.exec(label)?.[1];
    if (fibres) expect(words).toContain(PHASES[Number(fibres)]);
    said.set(name, words);
  }
  await lesson.page.keyboard.press("Enter");
  await lesson.expectCovered();
  return said;
}
