import type { Page } from "@playwright/test";
import { Lesson } from "../support/lesson.ts";
import { MyPage } from "../support/my-page.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { capture } from "../support/screen.ts";
import { sent } from "../support/sync.ts";
import { drawn } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";
import { VisitDraft } from "../support/visit.ts";

// Many pictures in each, one after the other on one tablet.
test.describe.configure({ timeout: 180_000 });

test("the screens of whoever is not signed in", async ({ page }) => {
  await page.goto("/sign-in");
  await drawn(page);
  await capture(page, "sign-in");
  await page.getByText("I learn here").click();
  await expect(page.getByText("Your four pictures")).toBeVisible();
  await capture(page, "sign-in-student");
});


test("the screens of a teacher beside the lesson", async ({ page }) => {
  await signIn(page, people().teacher);
  await capture(page, "home-teacher");
  await Lesson.open(page);
  await page.getByRole("link", { name: "Our choices" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Our choices" })).toBeVisible();
  await capture(page, "choices");
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("link", { name: "Class report" }).click();
  await expect(page.getByText("Good conversations to have")).toBeVisible();
  await capture(page, "report-class");
  await page.context().setOffline(true);
  await page.goto("/sync");
  await expect(page.getByRole("heading", { level: 1, name: "Saved and sent" })).toBeVisible();
  await capture(page, "sync");
});


test("the screens of a student", async ({ page }) => {
  await signIn(page, people().student);
  const mine = new MyPage(page);
  await mine.chooseAnew();
  await mine.pickMuscle("Questioning");
  await capture(page, "me-choosing");
  await mine.choose("Questioning");
  await capture(page, "me");
});

/** A lesson under way: some are seen, one is away, a brush is in hand. */
async function teach(lesson: Lesson): Promise<void> {
  const { page } = lesson;
  await page.getByRole("button", { name: /^Where and how\?/ }).click();
  const sheet = page.getByRole("dialog", { name: "Where and how" });
  await sheet.getByRole("button", { name: "Practical", exact: true }).click();
  await sheet.getByRole("button", { name: "In pairs" }).click();
  await sheet.getByRole("button", { name: "Done" }).click();
  const names = await lesson.names();
  await page.getByRole("button", { name: "Away", exact: true }).click();
  await lesson.tile(names[9]).click();
  await lesson.take("Chooses it");
  for (const at of [1, 3, 8, 14]) await lesson.see(names[at]);
  await lesson.take("Has a go");
  await lesson.see(names[0]);
}

/** Announces a walk, and stays on its page. */
async function announce(page: Page): Promise<void> {
  await page.goto("/walk/new");
  await page.getByLabel("Name", { exact: true }).fill("Stuck and unstuck");
  await page.getByLabel("What will you look for?").fill("what students do when they are stuck");
  await page.getByRole("group", { name: "Which habit comes first?" }).getByRole("button", { name: "Feeling" }).click();
  const muscles = page.getByRole("group", { name: "Muscles you expect to hear asked for" });
  await muscles.getByRole("button", { name: "Perseverance" }).click();
  await page.getByLabel("What staff read beforehand").fill("We want to learn what helps when work gets hard.");
  await page.getByRole("button", { name: "Announce to staff" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Stuck and unstuck" })).toBeVisible();
}
