import type { Page } from "@playwright/test";
import { arrived, CLASS, fillSignIn, people, signIn } from "../support/people.ts";
import { Lesson } from "../support/lesson.ts";
import { sent, waiting } from "../support/sync.ts";
import { drawn } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

test("staff sign in by name and password, and are told what to do when they do not match", async ({ page }) => {
  const { teacher } = people();
  await page.goto("/sign-in");
  await drawn(page);
  await fillSignIn(page, { ...teacher, password: "not-the-one" });
  await page.getByRole("button", { name: "Sign in" }).click();
  const problem = page.getByRole("alert");
  await expect(problem).toContainText("That name and password do not match. Check both and try again.");
  await expect(problem).toBeFocused();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(teacher.name);

  await page.getByLabel("Password", { exact: true }).fill(teacher.password);
  await page.keyboard.press("Enter");
  await arrived(page);
  await expect(page.getByRole("region", { name: "My classes" }).getByRole("link", { name: CLASS })).toBeVisible();
});

test("what is missing is said before anything is asked of the server", async ({ page }) => {
  await page.goto("/sign-in");
  await drawn(page);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter your password");
  await page.getByRole("alert").getByRole("link", { name: "Enter your name" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
});

test("a student signs in by class code, name and pictures, and sees their own page", async ({ page }) => {
  const { student } = people();
  const [first, second, third, fourth] = student.pictures;
  await page.goto("/sign-in");
  await drawn(page);
  await fillSignIn(page, { ...student, pictures: [second, first, third, fourth] });
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("That did not match.");
  // Another try starts with the first picture; the rest stays.
  for (const picture of student.pictures) await page.getByRole("button", { name: picture, exact: true }).click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await arrived(page);
  await expect(page).toHaveURL(/^[^?]*\/me$/);
  await expect(page.getByRole("heading", { level: 1, name: `Hello, ${student.name}` })).toBeVisible();
});

test("the next person on the same tablet sees nothing of the one before", async ({ page }) => {
  const { administrator, student, teacher } = people();
  await signIn(page, teacher);
  const lesson = await Lesson.open(page);
  const names = await lesson.names();
  const address = page.url();
  await signOut(page);

  await signIn(page, student);
  for (const name of names.filter((name) => name !== student.name)) {
    await expect(page.locator("body")).not.toContainText(new RegExp(`\\b${name}\\b`));
  }
  await page.goto(address);
  await expect(page.getByText("Only the adults of a class see it.")).toBeVisible();

  await signOut(page);
  await signIn(page, administrator);
  await page.goto(address);
  await expect(page.getByText("Only the adults of a class see it.")).toBeVisible();
});

test("signing out says what will still be sent, and it is sent when that person is back", async ({ newTablet, school }) => {
  const { student, teacher } = people();
  const tablet = newTablet();
  let page = await tablet.open("/sign-in");
  await signIn(page, teacher);
  let lesson = await Lesson.open(page);
  await sent(page);
  const [name] = await lesson.names();
  await school.stop();
  await lesson.take("Has a go");
  await lesson.see(name);
  await waiting(page, 1);
  const address = page.url();

  await page.getByRole("banner").getByRole("link", { name: /to send/ }).click();
  await expect(page.getByText("1 thing is not sent yet. It stays safe on this tablet")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await tablet.shut();

  await school.start();
  page = await tablet.open("/sign-in");
  await signIn(page, student);
  await signOut(page);
  await signIn(page, teacher);
  await page.goto(address);
  lesson = new Lesson(page);
  await lesson.expectSeen(name);
  await sent(page);
});

async function signOut(page: Page): Promise<void> {
  await page.goto("/sync");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}
