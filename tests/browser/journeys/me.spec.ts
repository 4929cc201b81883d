import type { Page } from "@playwright/test";
import { Lesson, PHASES } from "../support/lesson.ts";
import { MyPage } from "../support/my-page.ts";
import { people, signIn } from "../support/people.ts";
import { ARRIVES_MS, inStep, syncLine } from "../support/sync.ts";
import { kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

/** Days may be said in figures; nothing else may. */
const DATES =
  /\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)( \d{4})?/g;

/** What a child says of themselves, phase by phase. */
const VOICE = /^“(New to me|Show me how|I.ll have a go|I use it because it helps|I make sure I do it|It.s just what I do)\.”$/;

test("a student chooses the next muscle, a strategy and a day; their adults see it", async ({ page, newPage }) => {
  const mine = await onMyPage(page);
  await mine.chooseAnew();
  const strategy = await mine.choose("Questioning");
  await expect(mine.plan).toContainText(strategy);
  await expect(mine.plan).toContainText("Look back");
  // Sync is silent on a child's page.
  await expect(syncLine(page)).toHaveCount(0);
  await page.reload();
  await expect(mine.plan).toContainText("Questioning");

  const teachers = await newPage();
  await openStudent(teachers);
  await expect(teachers.getByRole("region", { name: "Stretching next" })).toContainText("Questioning", {
    timeout: ARRIVES_MS,
  });
});

test("a plan in one's own words, beside the line that keeps children safe; it can be taken back", async ({ page }) => {
  const mine = await onMyPage(page);
  await mine.chooseAnew();
  await mine.pickMuscle("Revising");
  await mine.form.getByRole("button", { name: "My own idea" }).click();
  await expect(mine.form).toContainText(
    "Only write about learning. If something worries you, tell an adult you trust.",
  );
  await mine.form.getByRole("textbox", { name: "My own idea" }).fill("I will read it aloud first");
  await mine.pickDay();
  await expect(mine.plan).toContainText("I will read it aloud first");
  await mine.plan.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Undone. Choose again when you like.")).toBeVisible();
  await expect(page.getByText("I will read it aloud first")).toHaveCount(0);
});

test("what an adult noticed reaches the child in the adult's words; a note among adults does not", async ({
  page,
  newPage,
}) => {
  const words = "You tried it upside down before you asked.";
  await onMyPage(page);
  const teachers = await newPage();
  await openStudent(teachers);
  const writing = teachers.getByRole("region", { name: "Write" });
  await writing.getByRole("button", { name: "Note for adults" }).click();
  await writing.getByRole("textbox", { name: "Note for adults" }).fill("Between us adults.");
  await writing.getByRole("button", { name: "Keep it" }).click();
  await writing.getByRole("button", { name: "I noticed…" }).click();
  await writing.getByRole("textbox", { name: "I noticed…" }).fill(words);
  await writing.getByRole("button", { name: "Keep it" }).click();

  await expect(page.getByRole("region", { name: "What adults noticed" })).toContainText(words, { timeout: ARRIVES_MS });
  await expect(page.locator("body")).not.toContainText("Between us adults.");
});

test("a child's page has no number, no level, no axis and no phase word", async ({ page }) => {
  await onMyPage(page);
  await expect(page.getByRole("heading", { name: "Your muscles" })).toBeAttached();
  const said = await page.evaluate(() => {
    const spoken = [...document.body.querySelectorAll("[aria-label], [title], [alt]")];
    const shown = spoken.filter((element) => element.checkVisibility());
    const labels = shown.flatMap((element) => ["aria-label", "title", "alt"].map((name) => element.getAttribute(name)));
    return [document.body.innerText, ...labels].filter(Boolean).join("\n");
  });
  expect(said.replace(DATES, "")).not.toMatch(/\d/);
  for (const phase of PHASES) expect(said).not.toContain(phase);
  expect(said).not.toMatch(/\b(phase|level|score|axis|points?)\b/i);
  await expect(page.locator("canvas, svg text, svg line, svg polyline, [role=meter], progress, table")).toHaveCount(0);
});

test("on the day to look back, the child says how it went", async ({ page }) => {
  const mine = await onMyPage(page);
  await mine.chooseAnew();
  await mine.choose("Collaboration");
  await inStep(page);
  await kept(page);
  // On that day; without a server, whose clock is not moved.
  const day = await dayToLookBack(mine);
  await page.context().setOffline(true);
  await page.clock.setSystemTime(day);
  await page.reload();
  await expect(mine.lookingBack).toContainText("Collaboration");
  await mine.sayHowItWent("I use it because it helps.", "We swapped jobs halfway.");
  await expect(page.getByText("Thank you. Your adults can read it.")).toBeVisible();
  await expect(page.getByText("You said: “I use it because it helps.”")).toBeVisible();
});

test("growth is said in a child's voice, and does not fall with what is seen today", async ({ page, newPage }) => {
  await onMyPage(page);
  const sentences = page.getByRole("article").locator(".say");
  const before = await sentences.allTextContents();
  const grown = before.filter((sentence) => VOICE.test(sentence));
  expect(grown.length).toBeGreaterThan(0);

  const words = "You said it was hard, and stayed.";
  const teachers = await newPage();
  await openStudent(teachers);
  const recording = teachers.getByRole("region", { name: "Record what you see" });
  for (const muscle of ["Perseverance", "Questioning", "Collaboration", "Revising"]) {
    await recording.getByRole("button", { name: muscle }).click();
    await recording.getByRole("button", { name: "Not met yet" }).click();
  }
  await teachers.getByRole("textbox", { name: "I noticed…" }).fill(words);
  await teachers.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByRole("region", { name: "What adults noticed" })).toContainText(words, { timeout: ARRIVES_MS });
  expect((await sentences.allTextContents()).filter((sentence) => VOICE.test(sentence))).toEqual(grown);
});

/** Noon of the day that the plan names. */
async function dayToLookBack(mine: MyPage): Promise<Date> {
  const [, dayAndMonth, year] = /Look back \w+ (\d+ \w+)( \d{4})?/.exec(await mine.plan.innerText()) ?? [];
  const now = new Date();
  const day = new Date(`${dayAndMonth}${year ?? ` ${now.getFullYear()}`} 12:00`);
  if (day < now && !year) day.setFullYear(day.getFullYear() + 1);
  return day;
}

async function onMyPage(page: Page): Promise<MyPage> {
  await signIn(page, people().student);
  return new MyPage(page);
}

/** The demo's student, as their teacher has them. */
async function openStudent(page: Page): Promise<void> {
  await signIn(page, people().teacher);
  const lesson = await Lesson.open(page);
  await lesson.tile(people().student.name).click();
  await expect(page.getByRole("region", { name: "Write" })).toBeVisible();
}
