import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { Lesson } from "../support/lesson.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { lookUp, openRecord } from "../support/record.ts";
import { sent } from "../support/sync.ts";
import { kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

/** What is held about one person is counted in the whole log, while other journeys go on. */
const COUNTED_MS = 30_000;

test("an administrator reads who received what, of everybody and of one person, and saves it", async ({ page, newPage }) => {
  const student = await seenInALesson(page);
  const administrators = await newPage();
  await signIn(administrators, people().administrator);
  await openRecord(administrators);
  const main = administrators.getByRole("main");
  await expect(main.getByRole("heading", { level: 2, name: "today" })).toBeVisible();
  await expect(main.getByText(`device received what others recorded about students of ${CLASS}`).first()).toBeVisible();
  await expect(main.getByText(/ signed in with a password$/).first()).toBeVisible();

  const download = administrators.waitForEvent("download");
  await administrators.getByRole("button", { name: "Save as a file (CSV)" }).click();
  const file = readFileSync(await (await download).path(), "utf8");
  expect(file).toMatch(/^number,at,who,what,/);
  expect(file).toContain(",received-class,");
  expect(file).not.toContain(student.split(" ")[0]);

  await administrators.getByText("Only what concerns one person").click();
  await administrators.getByLabel("Name", { exact: true }).fill(student);
  await main.getByRole("link", { name: student }).filter({ hasText: CLASS }).first().click();
  await expect(main).toContainText("Only what concerns");
  await expect(main.getByText(/ device received what others recorded/).first()).toBeVisible();
  await administrators.getByRole("link", { name: "Show everybody again" }).click();
  await expect(main.getByRole("listitem").filter({ hasText: "signed in with a password" }).first()).toBeVisible();
});

test("a teacher and a child read what others did with what is theirs", async ({ page, newPage }) => {
  await seenInALesson(page);
  await page.goto("/");
  await page.getByRole("link", { name: "Who looked at what is mine" }).click();
  const main = page.getByRole("main");
  await expect(main.getByRole("button", { name: "What others did" })).toHaveAttribute("aria-pressed", "true");
  await expect(main).not.toContainText("You signed in");
  await main.getByRole("button", { name: "Everything" }).click();
  await expect(main.getByText("You signed in with a password").first()).toBeVisible();

  const child = await newPage();
  await signIn(child, people().student);
  await child.getByRole("link", { name: "Who has looked at my page?" }).click();
  await expect(child.getByRole("heading", { level: 1, name: "Who has looked at my page" })).toBeVisible();
  await expect(child.getByText(/ tablet got what was written about your class/).first()).toBeVisible();
  await expect(child.getByRole("main")).not.toContainText("You signed in");
});

test("the record needs the server, and says so", async ({ page }) => {
  await signIn(page, people().administrator);
  await kept(page);
  await openRecord(page);
  await page.context().setOffline(true);
  await page.goto("/record");
  await expect(page.getByRole("heading", { name: "This needs the server" })).toBeVisible();
  await page.goto("/people");
  await expect(page.getByRole("main")).toContainText("The names are on the server");
  await page.context().setOffline(false);
  await page.goto("/record");
  await expect(page.getByRole("heading", { level: 2, name: "today" })).toBeVisible();
});

test("a child's data: what is held, a copy, a stop and its end", async ({ page, newPage }) => {
  const student = await seenInALesson(page);
  const administrators = await newPage();
  await signIn(administrators, people().administrator);
  await lookUp(administrators, student);
  const main = administrators.getByRole("main");
  const held = administrators.getByRole("region", { name: "What is held" });
  await expect(held.getByText(/sighting/i).first()).toBeVisible();
  await expect(main.getByText(/^limber erase --about [0-9a-f]{32}$/)).toBeVisible();

  const download = administrators.waitForEvent("download");
  await administrators.getByRole("button", { name: "Make a copy" }).click();
  expect((await download).suggestedFilename()).toBe("limber-export.zip");
  await expect(administrators.getByText("The copy is saved on this device.")).toBeFocused();

  await administrators.getByRole("button", { name: "Stop the use" }).click();
  await administrators.getByRole("dialog").getByRole("button", { name: "Stop the use" }).click();
  await expect(main).toContainText("Nothing stored about them is used", { timeout: COUNTED_MS });
  await administrators.getByRole("button", { name: "Let it be used again" }).click();
  await expect(main).not.toContainText("Nothing stored about them is used", { timeout: COUNTED_MS });

  await administrators.getByRole("link", { name: "What the record of access says of them" }).click();
  await expect(main.getByText(/ took a copy of everything about /).first()).toBeVisible();
  await expect(main.getByText(/ stopped the use of what is stored about /).first()).toBeVisible();
});

test("other people's data is for administrators", async ({ page }) => {
  await signIn(page, people().teacher);
  for (const path of ["/people", "/people/00000000000000000000000000000001/data"]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toContainText("for administrators to look after");
  }
});

/** A teacher records a sighting, and their tablet has received what others recorded in the class. Returns the student's name. */
async function seenInALesson(page: Page): Promise<string> {
  await signIn(page, people().teacher);
  const lesson = await Lesson.open(page);
  const [name] = await lesson.names();
  await lesson.take("Chooses it");
  await lesson.see(name);
  await sent(page);
  return name;
}
