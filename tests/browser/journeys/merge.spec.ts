import { Lesson } from "../support/lesson.ts";
import { CLASS, people, signIn, welcome } from "../support/people.ts";
import { ARRIVES_MS, sent, waiting } from "../support/sync.ts";
import { expect, test } from "../support/test.ts";
import { VisitDraft } from "../support/visit.ts";


test("one visit written on two tablets offline: both texts are shown, and one is chosen for both", async ({ page, newPage }) => {
  const other = await newPage();
  await signIn(page, people().leader);
  const here = await VisitDraft.begin(page);
  const address = new URL(page.url()).pathname;
  await here.noticed.fill("Calm start");
  await sent(page);
  await signIn(other, people().leader);
  await other.goto(address);
  const there = new VisitDraft(other);
  await there.opened();
  await expect(there.noticed).toHaveValue("Calm start");
  await page.context().setOffline(true);
  await other.context().setOffline(true);

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

/** The id of another adult of the class, as the teacher's own directory has it. */
async function assistantOf(page: import("@playwright/test").Page): Promise<string> {
  return page.evaluate(async (className) => {
    const directory = await (await fetch("/api/directory")).json();
    const card = directory.classes.find((card: { name: string }) => card.name === className);
    return card.adults.find((adult: string) => adult !== card.teacher);
  }, CLASS);
}
