import { keepPlainly, rowsOnDisk, wordsOnDisk } from "../support/disk.ts";
import { Lesson } from "../support/lesson.ts";
import { people, signIn } from "../support/people.ts";
import { sent } from "../support/sync.ts";
import { kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

const NOTE = "Counted the beans twice before asking.";
const HALF_TYPED = "Nearly there with the";
/** What is kept plainly on purpose: the search has to find it. */
const PLAIN = { inDatabase: "Plainly kept in a database.", inStorage: "Plainly kept as text." };

test("what a tablet keeps is sealed, and after signing out its disk names nobody", async ({ newTablet }) => {
  const tablet = newTablet();
  const page = await tablet.open("/sign-in");
  await signIn(page, people().teacher);
  const hello = await page.getByRole("heading", { level: 1 }).textContent();
  const adult = hello?.replace("Hello, ", "") ?? "";
  const lesson = await Lesson.open(page);
  const names = await lesson.names();
  await lesson.take("Chooses it");
  await lesson.see(names[0]);
  await lesson.putDown("Chooses it");
  await lesson.tile(names[1]).click();
  await page.getByRole("button", { name: "Note for adults" }).click();
  await page.getByRole("textbox", { name: "Note for adults" }).fill(NOTE);
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("button", { name: "Note for adults" }).click();
  await page.getByRole("textbox", { name: "Note for adults" }).fill(HALF_TYPED);
  await sent(page);
  await kept(page);
  await expect.poll(() => rowsOnDisk(page)).toMatchObject({ plain: 0 });
  expect((await rowsOnDisk(page)).sealed).toBeGreaterThan(10);
  await keepPlainly(page, PLAIN.inDatabase, PLAIN.inStorage);

  await page.goto("/sync");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await tablet.shut();
  const secret = [adult, NOTE, HALF_TYPED, ...names.filter((name) => name.includes(" "))];
  expect(secret.length).toBeGreaterThan(5);
  const plain = Object.values(PLAIN);
  expect(wordsOnDisk(tablet.folder, [...secret, ...plain])).toEqual(plain);
});

test("a tablet that was signed out opens again with the key of the server, and has lost nothing", async ({ newTablet }) => {
  const tablet = newTablet();
  const page = await tablet.open("/sign-in");
  await signIn(page, people().teacher);
  let lesson = await Lesson.open(page);
  const [name] = await lesson.names();
  await kept(page);
  await tablet.setOffline(true);
  await lesson.take("Chooses it");
  await lesson.see(name);
  // Without a network the tap stays here, sealed.
  await page.goto("/sync");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await rowsOnDisk(page)).plain).toBe(0);
  await tablet.setOffline(false);
  await signIn(page, people().teacher);
  lesson = await Lesson.open(page);
  await lesson.expectSeen(name);
  await sent(page);
});
