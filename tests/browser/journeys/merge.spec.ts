import type { Page } from "@playwright/test";
import { Lesson } from "../support/lesson.ts";
import { CLASS, people, signIn, welcome } from "../support/people.ts";
import { ARRIVES_MS, sent, waiting } from "../support/sync.ts";
import { expect, test } from "../support/test.ts";
import { VisitDraft } from "../support/visit.ts";

test("two adults record the same class offline; both come back and everything is kept", async ({ page, newPage, school }) => {
  const other = await newPage();
  await signIn(page, people().teacher);
  await welcome(other, school, await assistantOf(page));
  const [here, there] = [await Lesson.open(page), await Lesson.open(other)];
  // Each opens on the muscle that its own adult looked at last.
  for (const tablet of [page, other]) await tablet.getByRole("button", { name: "Questioning" }).click();
  await sent(page);
  await sent(other);
  const [first, second, third] = await here.names();
  await page.context().setOffline(true);
  await other.context().setOffline(true);

  await here.take("Chooses it");
  await here.see(first);
  await here.see(second);
  await there.take("Has a go");
  await there.see(second);
  await there.see(third);
  await waiting(page, 2);
  await waiting(other, 2);

  await other.context().setOffline(false);
  await sent(other);
  await page.context().setOffline(false);
  for (const lesson of [here, there]) {
    for (const name of [first, second, third]) await lesson.expectSeen(name, ARRIVES_MS);
  }
  // Two adults saw the same student: two sightings, neither in the place of the other.
  for (const lesson of [here, there]) {
    await lesson.putDown(lesson === here ? "Chooses it" : "Has a go");
    await lesson.tile(second).click();
    const today = lesson.page.getByRole("region", { name: "What was seen" }).getByRole("list").first();
    await expect(today.getByRole("listitem")).toHaveCount(2);
    await expect(today).toContainText(": Chooses it");
    await expect(today).toContainText(": Has a go");
  }
});

test("one visit written on two tablets offline: both texts are shown, and one is chosen for both", async ({ page, newPage }) => {
  const other = await newPage();
  const [here, there] = await oneVisitOnBoth(page, other);

  await here.noticed.fill("Calm start, books open");
  await here.cell("Feeling", "Relating").click();
  await there.noticed.fill("Calm start, two helpers");
  await there.cell("Feeling", "Talking").click();
  await waiting(page, 2);
  await waiting(other, 2);
  await page.context().setOffline(false);
  await other.context().setOffline(false);

  for (const tablet of [page, other]) {
    const heads = tablet.getByRole("region", { name: "Written on two tablets at the same time" });
    await expect(heads).toBeVisible({ timeout: ARRIVES_MS });
    await expect(heads.getByText("Calm start, books open")).toBeVisible();
    await expect(heads.getByText("Calm start, two helpers")).toBeVisible();
  }
  // What was written apart is simply both there.
  await expect(here.cell("Feeling", "Talking")).toHaveAccessibleName("Feeling, Talking: noticed");
  await expect(there.cell("Feeling", "Relating")).toHaveAccessibleName("Feeling, Relating: noticed");

  const choice = page.getByRole("listitem").filter({ hasText: "Calm start, two helpers" });
  await choice.getByRole("button", { name: "Keep this one" }).click();
  for (const tablet of [page, other]) {
    await expect(tablet.getByText("Written on two tablets at the same time")).toHaveCount(0, { timeout: ARRIVES_MS });
    await expect(new VisitDraft(tablet).noticed).toHaveValue("Calm start, two helpers");
  }
});

test("two tablets differ on who was teaching: it is chosen before the visit can be shared", async ({ page, newPage }) => {
  const other = await newPage();
  await oneVisitOnBoth(page, other);
  const teaching = (tablet: Page) => tablet.getByRole("group", { name: "Teaching today" });
  await teaching(page).last().getByRole("button", { name: "Partner" }).click();
  await teaching(other).last().getByRole("button", { name: "Cover" }).click();
  await waiting(page, 1);
  await waiting(other, 1);
  await page.context().setOffline(false);
  await other.context().setOffline(false);

  const heads = page.getByRole("region", { name: "Written on two tablets at the same time" });
  await expect(heads.getByRole("group", { name: "Teaching today" })).toBeVisible({ timeout: ARRIVES_MS });
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByText("Two tablets differ on who was teaching.")).toBeVisible();
  await expect(sheet.getByRole("button", { name: "Share it now" })).toBeDisabled();
  await sheet.getByRole("button", { name: "Cover" }).click();
  await expect(heads).toHaveCount(0);
  await sheet.getByRole("button", { name: "Share it now" }).click();
  await expect(page.getByText("Shared", { exact: true })).toBeVisible();
});

test("one walk changed on two tablets offline: both names are shown, and one is chosen for both", async ({ page, newPage }) => {
  const other = await newPage();
  await signIn(page, people().leader);
  await page.goto("/walk/new");
  await page.getByLabel("Name", { exact: true }).fill("Stuck and unstuck");
  await page.getByLabel("What will you look for?").fill("what students do when they are stuck");
  await page.getByRole("button", { name: "Announce to staff" }).click();
  await expect(page.getByText("Announced to all staff")).toBeVisible();
  await sent(page);
  const address = new URL(page.url()).pathname;
  await signIn(other, people().leader);
  await other.goto(address);
  await expect(other.getByRole("heading", { level: 1, name: "Stuck and unstuck" })).toBeVisible();
  await page.context().setOffline(true);
  await other.context().setOffline(true);

  const change = async (tablet: Page, name: string, focus?: string) => {
    await tablet.getByRole("button", { name: "Change this walk" }).click();
    await tablet.getByLabel("Name", { exact: true }).fill(name);
    if (focus) await tablet.getByLabel("What will you look for?").fill(focus);
    await tablet.getByRole("button", { name: "Save" }).click();
    await expect(tablet.getByRole("heading", { level: 1, name })).toBeVisible();
  };
  await change(page, "Getting unstuck");
  await change(other, "When we are stuck", "who asks whom for help");
  await page.context().setOffline(false);
  await other.context().setOffline(false);

  for (const tablet of [page, other]) {
    const heads = tablet.getByRole("region", { name: "Written on two tablets at the same time" });
    await expect(heads.getByText("Getting unstuck")).toBeVisible({ timeout: ARRIVES_MS });
    await expect(heads.getByText("When we are stuck")).toBeVisible();
    // What only one of them changed is simply there.
    await expect(tablet.getByText("Focus: who asks whom for help")).toBeVisible();
  }
  const choice = other.getByRole("listitem").filter({ hasText: "Getting unstuck" });
  await choice.getByRole("button", { name: "Keep this one" }).click();
  for (const tablet of [page, other]) {
    await expect(tablet.getByText("Written on two tablets at the same time")).toHaveCount(0, { timeout: ARRIVES_MS });
    await expect(tablet.getByRole("heading", { level: 1, name: "Getting unstuck" })).toBeVisible();
  }
});

/** A leader's visit, begun on one tablet and open on the other too; then both lose the network. */
async function oneVisitOnBoth(page: Page, other: Page): Promise<[VisitDraft, VisitDraft]> {
  await signIn(page, people().leader);
  const here = await VisitDraft.begin(page);
  const address = new URL(page.url()).pathname;
  await here.noticed.fill("Calm start");
  // Written when the field is left, and counted as unsent at once.
  await here.noticed.blur();
  await sent(page);
  await signIn(other, people().leader);
  await other.goto(address);
  const there = new VisitDraft(other);
  await there.opened();
  await expect(there.noticed).toHaveValue("Calm start");
  await page.context().setOffline(true);
  await other.context().setOffline(true);
  return [here, there];
}

/** The id of another adult of the class, as the teacher's own directory has it. */
async function assistantOf(page: Page): Promise<string> {
  return page.evaluate(async (className) => {
    const directory = await (await fetch("/api/directory")).json();
    const card = directory.classes.find((card: { name: string }) => card.name === className);
    return card.adults.find((adult: string) => adult !== card.teacher);
  }, CLASS);
}
