import { rowsOnDisk } from "../support/disk.ts";
import { Lesson } from "../support/lesson.ts";
import { people, signIn } from "../support/people.ts";
import { comeBack, enrol, lock, signInHere, type } from "../support/shared-tablet.ts";
import { Sheet } from "../support/sheet.ts";
import { sent, waiting } from "../support/sync.ts";
import { drawn, kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

const TEACHERS_PIN = "2580";
const LEADERS_PIN = "1379";
/** A tablet that staff leave alone is locked after so long. */
const IDLE_MINUTES_MAX = 10;
/** A child's page goes after a minute; it is looked at every five seconds. */
const STUDENT_IDLE_MS = 70_000;

test("three people use one tablet in turn, with and without a network", async ({ newTablet, newPage }) => {
  test.slow();
  const tablet = newTablet();
  const page = await tablet.open("/enrol");
  await enrol(page, await newPage());
  await signInHere(page, people().leader, LEADERS_PIN);
  await lock(page);
  await page.getByRole("link", { name: "Someone else: sign in" }).click();
  await signInHere(page, people().teacher, TEACHERS_PIN);
  await kept(page);
  const lesson = await Lesson.open(page);
  const address = new URL(page.url()).pathname;
  const [first, second] = await lesson.names();

  // Without a network: recorded, locked, taken by somebody else, and back where one was.
  await tablet.setOffline(true);
  await lesson.take("Chooses it");
  await lesson.see(first);
  await waiting(page, 1);
  await lock(page);
  await expect(page.getByText(first, { exact: true })).toHaveCount(0);
  expect((await rowsOnDisk(page)).plain).toBe(0);
  await comeBack(page, "Mahmood", LEADERS_PIN);
  await expect(page.getByRole("heading", { level: 1, name: /^Hello, .*Mahmood/ })).toBeVisible();
  await lock(page);
  await comeBack(page, "Diaz", TEACHERS_PIN);
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  await lesson.expectSeen(first);
  await lesson.take("Has a go");
  await lesson.see(second);
  await waiting(page, 2);

  // From the lock screen to the first sighting in no more than eight taps: a name, four digits, a brush, a child.
  await lock(page);
  await comeBack(page, "Mahmood", LEADERS_PIN);

  // With a network again, what the teacher left goes up while the leader uses the tablet.
  await tablet.setOffline(false);
  const elsewhere = await newPage();
  await signIn(elsewhere, people().teacher);
  const there = await Lesson.open(elsewhere);
  await there.expectSeen(first, 30_000);
  await there.expectSeen(second, 30_000);
  // Back on the tablet everything is there once.
  await lock(page);
  await comeBack(page, "Diaz", TEACHERS_PIN);
  await lesson.expectSeen(first);
  await sent(page);
});

test("on a tablet of the school a child taps their name, and is signed out when they leave it", async ({ page, newPage }) => {
  await page.clock.install();
  await page.goto("/enrol");
  await enrol(page, await newPage());
  await page.goto("/sign-in");
  await drawn(page);
  const { student } = people();
  await page.getByRole("radio", { name: "I learn here" }).check({ force: true });
  const typed = page.getByLabel("Your name", { exact: true });
  await expect(typed).toHaveAttribute("autocapitalize", "words");
  await page.getByLabel("Class code").fill(student.classCode);
  await page.clock.runFor(1_000);
  const name = page.getByRole("group", { name: "Your name" }).getByRole("button", { name: student.name, exact: true });
  await name.click();
  await expect(name).toHaveAttribute("aria-pressed", "true");
  for (const picture of student.pictures) await page.getByRole("button", { name: picture, exact: true }).click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/^[^?]*\/me$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(student.name);
  // Later somebody else takes the tablet.
  await page.clock.runFor(STUDENT_IDLE_MS);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  // Theirs is one of the names of the class that a tablet of the school lists, and nothing else there is of them.
  await expect(page.getByText(`Hello, ${student.name}`)).toHaveCount(0);
  await expect(page.locator('[aria-pressed="true"]')).toHaveCount(0);
});

test("somebody on supply records in one class for today, and sees nothing that others recorded", async ({ page, newPage }) => {
  const teachers = await newPage();
  await signIn(teachers, people().teacher);
  const theirs = await Lesson.open(teachers);
  const [first, second] = await theirs.names();
  const [before] = await theirs.history(second);
  await theirs.take("Chooses it");
  await theirs.see(first);
  await sent(teachers);
  await Sheet.open(teachers);
  const pass = teachers.getByRole("region", { name: "A supply teacher today" });
  await pass.getByRole("button", { name: "Make a pass" }).click();
  const address = await pass.getByText(/\/supply#[0-9a-f]{32}$/).innerText();

  // Not on anybody's own device.
  await page.goto(address);
  await page.getByLabel("Your name").fill("Sam Khan");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("This works on the school’s own tablets only.");

  await page.goto("/enrol");
  await enrol(page, await newPage());
  await page.goto(address);
  await page.getByLabel("Your name").fill("Sam Khan");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Choose a PIN for this tablet" })).toBeVisible({ timeout: 30_000 });
  for (let twice = 0; twice < 2; twice++) await type(page, TEACHERS_PIN);
  await expect(page.getByRole("region", { name: "Reports" })).toHaveCount(0);
  const lesson = await Lesson.open(page);
  await lesson.expectNotSeen(first);
  await lesson.take("Has a go");
  await lesson.see(second);
  await sent(page);
  // The class's own teacher has it, whichever muscle each of them looks at.
  await teachers.getByRole("link", { name: "Back" }).click();
  const newest = async () => (await theirs.history(second))[0];
  await expect.poll(newest, { timeout: 30_000 }).not.toBe(before);
  expect(await newest()).toContain(": Has a go");
});

test("a wrong PIN opens nothing, and after ten only a password leads back", async ({ newTablet, newPage }) => {
  const tablet = newTablet();
  const page = await tablet.open("/enrol");
  await enrol(page, await newPage());
  await signInHere(page, people().teacher, TEACHERS_PIN);
  await page.clock.install();
  await lock(page);
  await page.getByRole("button", { name: "Diaz" }).click();
  for (let wrong = 1; wrong < 10; wrong++) {
    await page.clock.fastForward("06:00");
    await type(page, "0000");
    await expect(page.getByRole("alert").filter({ hasText: "That is not the PIN." })).toBeVisible();
    await expect(page.getByText("0 of 4 typed")).toBeAttached();
  }
  // Too soon: even the right one is not looked at.
  await type(page, TEACHERS_PIN);
  await expect(page.getByText(/Try again in \d+ (seconds|minutes)/)).toBeVisible();
  await page.clock.fastForward("06:00");
  await type(page, "0000");
  await expect(page).toHaveURL(/\/sign-in/);
  await signInHere(page, people().teacher, TEACHERS_PIN);
});

test("a tablet that is left alone locks itself, also while its page is closed", async ({ newTablet, newPage }) => {
  const tablet = newTablet();
  const page = await tablet.open("/enrol");
  await enrol(page, await newPage());
  await signInHere(page, people().teacher, TEACHERS_PIN);
  await kept(page);
  await page.clock.install();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: /^Hello, / })).toBeVisible();
  await page.clock.fastForward(`${IDLE_MINUTES_MAX + 1}:00`);
  await expect(page.getByRole("heading", { name: "Who is using this tablet?" })).toBeVisible();
  await comeBack(page, "Diaz", TEACHERS_PIN);
  await expect(page.getByRole("heading", { level: 1, name: /^Hello, / })).toBeVisible();
  const now = await page.evaluate(() => Date.now());
  await tablet.shut();
  const later = await tablet.open("/", { time: now + (IDLE_MINUTES_MAX + 1) * 60_000 });
  await expect(later.getByRole("heading", { name: "Who is using this tablet?" })).toBeVisible();
});

test("a tablet that was shut out forgets its keys, and what is unsent on it still arrives", async ({ newTablet, newPage }) => {
  const tablet = newTablet();
  const page = await tablet.open("/enrol");
  const administrators = await newPage();
  await enrol(page, administrators);
  await signInHere(page, people().teacher, TEACHERS_PIN);
  await kept(page);
  const lesson = await Lesson.open(page);
  const [name] = await lesson.names();
  await tablet.setOffline(true);
  await lesson.take("Chooses it");
  await lesson.see(name);
  await lock(page);

  await administrators.goto("/tablets");
  await administrators.getByRole("button", { name: "Shut out Blue 3?" }).click();
  await administrators.getByRole("button", { name: "Shut it out" }).click();
  await tablet.setOffline(false);
  await expect(page.getByText("Your school has shut this device out of Limber.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Diaz" })).toHaveCount(0);
  const elsewhere = await newPage();
  await signIn(elsewhere, people().teacher);
  await (await Lesson.open(elsewhere)).expectSeen(name, 30_000);
});
