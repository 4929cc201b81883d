import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { bringIn, recordAstray, saveUnsent, SetAside, signInMistaken } from "../support/held.ts";
import { Lesson } from "../support/lesson.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { limber } from "../support/programs.ts";
import { sent, waiting } from "../support/sync.ts";
import { kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

test("what could not be placed waits for an administrator, who keeps some and discards some", async ({ page, newPage }) => {
  const administrators = await newPage();
  await signIn(administrators, people().administrator);
  const other = await signInMistaken(page, administrators);
  const student = await recordAstray(page);

  const aside = await SetAside.open(administrators, "3 things wait for a decision");
  const [seen, away] = [`A sighting · ${other}`, `An “away” mark · ${other}`];
  await expect(aside.group(seen)).toContainText(`${other}’s list for that day lacks whoever recorded this`);
  await expect(aside.group(seen)).toContainText("the student it is about and the adults of that student’s classes will see it");
  // Neither what it says nor about whom.
  const main = administrators.getByRole("main");
  for (const secret of [student.split(" ")[0], "Chooses it"]) await expect(main).not.toContainText(secret);

  // What takes back something that never came is nothing by itself.
  await aside.keep("Something taken back");
  await expect(aside.group("Something taken back")).toContainText("This cannot be kept as it is");
  await expect(aside.said).toBeFocused();

  const sheet = await aside.askForClass(seen);
  await sheet.getByLabel("Class").selectOption(CLASS);
  await sheet.getByRole("button", { name: "Keep it there" }).click();
  await expect(aside.said).toHaveText("Kept. Tablets hear of it by themselves.");
  await expect(aside.group(seen)).toHaveCount(0);
  await aside.discard(away);
  await aside.discard("Something taken back");
  await expect(main).toContainText("Nothing is set aside.");

  // The tablet lets go of what was discarded, and has what was kept like everyone else.
  await page.goto("/sync");
  await page.getByRole("button", { name: "Send and fetch now" }).click();
  await sent(page);
  await expect(page.getByText("Nothing.", { exact: true })).toBeVisible();
  const colleague = await newPage();
  await signIn(colleague, people().teacher);
  await (await Lesson.open(colleague)).expectSeen(student);
});

test("who decides is led there from a tablet that needs attention", async ({ page, newPage, school }) => {
  const administrators = await newPage();
  await signIn(administrators, people().administrator);
  await signInMistaken(page, administrators);
  await recordAstray(page);
  await page.goto("/sync");
  const there = page.getByRole("main").getByRole("link", { name: "Set aside" });
  await expect(page.getByText("The server keeps these for an administrator to look at.")).toBeVisible();
  await expect(there).toHaveCount(0);
  execFileSync(limber, ["grant", people().teacher.name, "administrator", "--data", school.data]);
  await page.getByRole("button", { name: "Send and fetch now" }).click();
  await there.click();
  await expect(page.getByRole("region", { name: "Something taken back" })).toBeVisible();
});

test("deciding needs the server, and says so", async ({ page }) => {
  await signIn(page, people().administrator);
  await kept(page);
  const aside = await SetAside.open(page, "Nothing waits for a decision");
  await page.context().setOffline(true);
  await page.goto("/held");
  await expect(page.getByRole("heading", { name: "This needs the server" })).toBeVisible();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("main")).toContainText("Nothing is set aside.");
  await page.context().clearCookies();
  await page.goto("/held");
  await expect(aside.page.getByRole("main").getByRole("link", { name: "Go to sign in" })).toBeVisible();
});

test("it is for administrators", async ({ page }) => {
  await signIn(page, people().teacher);
  await page.goto("/held");
  await expect(page.getByRole("main")).toContainText("What is set aside is for administrators to decide.");
});

test("what is unsent is saved as a file offline, and comes in elsewhere, once", async ({ page, newPage }) => {
  await signIn(page, people().teacher);
  await kept(page);
  const lesson = await Lesson.open(page);
  const [a, b, c] = await lesson.names();
  await sent(page);
  await page.context().setOffline(true);
  await lesson.take("Chooses it");
  await lesson.see(a);
  await lesson.see(b);
  await waiting(page, 2);
  const first = await saveFrom(page);
  const file = JSON.parse(readFileSync(first, "utf8"));
  expect(file).toMatchObject({ limber: "unsent", offset: expect.any(Number) });
  expect(file.entries).toHaveLength(2);

  // Somebody else brings it: it waits for the office, which keeps it.
  const leaders = await newPage();
  await onSyncSheet(leaders, people().leader);
  await expect(await bringIn(leaders, first)).toHaveText("2 wait for your office.");
  const administrators = await newPage();
  await signIn(administrators, people().administrator);
  const aside = await SetAside.open(administrators, "2 things wait for a decision");
  const group = aside.group(`2 sightings · ${CLASS}`);
  await expect(group).toContainText("It came in a saved file that somebody else brought in.");
  await expect(group).toContainText(/Recorded by .+, brought in by .+\./);
  await aside.keep(`2 sightings · ${CLASS}`);
  await expect(aside.said).toHaveText("Kept. Tablets hear of it by themselves.");

  // Its author brings a later one, twice, on another tablet.
  await page.getByRole("link", { name: "Back" }).click();
  const again = await Lesson.open(page);
  await again.take("Chooses it");
  await again.see(c);
  const second = await saveFrom(page);
  const other = await newPage();
  await onSyncSheet(other, people().teacher);
  await other.context().setOffline(true);
  await expect(await bringIn(other, second)).toContainText("This needs a network");
  await other.context().setOffline(false);
  await expect(await bringIn(other, second)).toHaveText("1 was new, 2 were there already.");
  await expect(await bringIn(other, second)).toHaveText("3 were there already.");
  const strange = { name: "class.csv", mimeType: "text/csv", buffer: Buffer.from("name,class\n") };
  await expect(await bringIn(other, strange)).toContainText("This is not a file of what was unsent.");

  // The tablet itself comes back: everything is there once.
  await page.context().setOffline(false);
  await sent(page);
  await other.goto("/");
  const there = await Lesson.open(other);
  for (const name of [a, b, c]) await there.expectSeen(name);
  await there.tile(a).click();
  const today = other.getByRole("region", { name: "What was seen" }).getByRole("list").first();
  await expect(today.getByRole("listitem")).toHaveCount(1);
});

/** Signs in, and opens the sync sheet. */
async function onSyncSheet(page: Page, who: Parameters<typeof signIn>[1]): Promise<void> {
  await signIn(page, who);
  await page.goto("/sync");
  await expect(page.getByRole("heading", { level: 1, name: "Saved and sent" })).toBeVisible();
}

/** Saves what is unsent on a tablet without a network. */
async function saveFrom(page: Page): Promise<string> {
  await page.goto("/sync");
  return saveUnsent(page);
}
