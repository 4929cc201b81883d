import type { Page } from "@playwright/test";
import { Lesson } from "../support/lesson.ts";
import { CLASS, fillSignIn, people, signIn } from "../support/people.ts";
import { Sheet } from "../support/sheet.ts";
import { drawn } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

test("a teacher makes the class's cards, and a student signs in with one", async ({ page, newPage }) => {
  const sheet = await onSheet(page);
  const { student } = people();
  // The demo made pictures for one student: they stay as they are.
  await expect(page.getByText(/^1 of \d+ has four pictures\.$/)).toBeVisible();
  await expect(page.getByText(/^The \d+ who have none get four each\. The others keep theirs\.$/)).toBeVisible();
  await sheet.make();
  await expect(page.getByText("Everyone has their four pictures.")).toBeVisible();
  await expect(sheet.makeMissing).toHaveCount(0);
  const names = await sheet.cards.getByRole("heading").allTextContents();
  expect(names.length).toBeGreaterThan(10);
  expect(names).not.toContain(student.name);

  const card = await sheet.read(sheet.cards.first());
  expect(card.classCode).toBe(student.classCode);
  expect(new Set(card.pictures).size).toBe(4);
  await expect(sheet.cards.first()).toContainText(new URL(page.url()).origin);
  await signIn(await newPage(), card);
  await signIn(await newPage(), student);
});

test("a card is lost: new pictures for one student, and the old ones stop working", async ({ page, newPage }) => {
  const { student } = people();
  const sheet = await onSheet(page);
  await sheet.renew(student.name);
  await expect(sheet.cards).toHaveCount(1);
  const card = await sheet.read(sheet.cards);
  expect(card.name).toBe(student.name);
  // There is a card, and it is good for the next time too.
  await expect(sheet.renewal(student.name)).toBeVisible();

  const students = await newPage();
  await students.goto("/sign-in");
  await drawn(students);
  await fillSignIn(students, student);
  await students.getByRole("button", { name: "Sign in" }).click();
  await expect(students.getByRole("alert")).toContainText("That did not match.");
  await signIn(students, card);
  await expect(students).toHaveURL(/^[^?]*\/me$/);
});

test("the square on a card signs in by itself, leaves no trace, and ends with the card", async ({ page, newPage }) => {
  const { student } = people();
  const sheet = await onSheet(page);
  await sheet.renew(student.name);
  const address = await sheet.scan(sheet.cards);
  expect(address).toMatch(/\/card#[0-9a-f]{32}$/);

  const students = await newPage();
  await students.goto(address);
  await expect(students).toHaveURL(/^[^?]*\/me$/);
  await students.goBack().catch(() => undefined);
  expect(students.url()).not.toContain("#");

  await sheet.renew(student.name);
  const lost = await newPage();
  await lost.goto(address);
  await expect(lost.getByRole("alert")).toContainText("This card is not good any more.");
  await lost.getByRole("link", { name: "Sign in without a card" }).click();
  await expect(lost).toHaveURL(/\/sign-in$/);
});

test("a card does not put away somebody else's work", async ({ page, newPage }) => {
  const sheet = await onSheet(page);
  await sheet.renew(people().student.name);
  const address = await sheet.scan(sheet.cards);
  const taken = await newPage();
  await signIn(taken, people().leader);
  await taken.goto(address);
  await expect(taken.getByRole("heading", { name: "Somebody is using this tablet" })).toBeVisible();
  await taken.getByRole("button", { name: "Sign out" }).click();
  await taken.getByRole("button", { name: "Sign in" }).click();
  await expect(taken).toHaveURL(/^[^?]*\/me$/);
});

test("only the cards are printed, and they are shown once", async ({ page }) => {
  const { student } = people();
  const sheet = await onSheet(page);
  await sheet.renew(student.name);
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute("data-printed", "");
  });
  await page.getByRole("button", { name: "Print", exact: true }).click();
  await expect(page.locator("body")).toHaveAttribute("data-printed");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".pin-card")).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("link")).toHaveCount(0);
  await expect(page.getByText("Who has pictures")).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  await page.reload();
  await expect(sheet.renewal(student.name)).toBeVisible();
  await expect(sheet.cards).toHaveCount(0);
});

test("without the server the page says what it needs and what is safe, and goes on when it is back", async ({ page, school }) => {
  await signIn(page, people().teacher);
  await Lesson.open(page);
  await school.stop();
  const sheet = await Sheet.open(page);
  const needs = page.getByRole("region", { name: "This needs the server" });
  await expect(needs).toContainText("Nothing is lost: cards that were handed out stay good");
  await school.start();
  await needs.getByRole("button", { name: "Try again" }).click();
  await expect(sheet.makeMissing).toBeVisible();
});

test("an administrator makes the cards of any class; a leader does not", async ({ page, newPage }) => {
  await signIn(page, people().administrator);
  const classes = page.getByRole("region", { name: "Sign-in pictures" });
  await classes.getByRole("link", { name: CLASS }).click();
  const sheet = new Sheet(page);
  await expect(sheet.makeMissing).toBeVisible();
  const address = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Back" }).click();
  await expect(classes).toBeVisible();

  const leaders = await newPage();
  await signIn(leaders, people().leader);
  await expect(leaders.getByRole("region", { name: "Sign-in pictures" })).toHaveCount(0);
  await leaders.goto(address);
  await expect(leaders.getByText("Only the adults of a class see it.")).toBeVisible();
});

async function onSheet(page: Page): Promise<Sheet> {
  await signIn(page, people().teacher);
  await Lesson.open(page);
  return Sheet.open(page);
}
