import type { Locator, Page } from "@playwright/test";
import { Lesson } from "../support/lesson.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { sent } from "../support/sync.ts";
import { drawn, kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

test("a class report opens from the class, hydrates what the server sent, and says nothing to the console", async ({ page }) => {
  const complaints = listen(page);
  const path = await reportOfClass(page);
  complaints.length = 0;
  await page.goto(path);
  await drawn(page);
  await expect(page.locator("html")).toHaveAttribute("data-started", "hydrated");
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(CLASS) })).toBeVisible();
  await expect(page.getByText(/as of today \d/)).toBeVisible();
  await expect(page.getByText("Good conversations to have")).toBeVisible();
  expect(complaints).toEqual([]);
  await page.goto("/reports/school");
  await drawn(page);
  await expect(page.locator("html")).toHaveAttribute("data-started", "hydrated");
  expect(complaints).toEqual([]);
});

test("without JavaScript a report can be read: figures in words, a table behind each chart", async ({
  page,
  browser,
  baseURL,
}) => {
  const path = await reportOfClass(page);
  await page.goto(path);
  await drawn(page);
  const hydrated = await figures(page);
  expect(hydrated.length).toBeGreaterThan(20);

  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  await context.addCookies(await page.context().cookies());
  const plain = await context.newPage();
  await plain.goto(path);
  await expect(plain.getByRole("heading", { level: 1, name: new RegExp(CLASS) })).toBeVisible();
  expect(await figures(plain)).toEqual(hydrated);
  const table = plain.getByRole("table").first();
  await plain.getByText("As a table").first().click();
  await expect(table.getByRole("rowheader", { name: "Chooses it" })).toBeVisible();
  await plain.emulateMedia({ media: "print" });
  await expect(table).toBeVisible();
  await expect(plain.getByRole("link", { name: "Back" })).toBeHidden();

  await plain.goto("/reports/school");
  await expect(plain.getByRole("heading", { level: 2, name: "The whole school" })).toBeVisible();
  await context.close();
});

test("offline a tablet makes the class report itself, with the same numbers as the server's", async ({ page, newTablet }) => {
  const tablet = newTablet();
  const lessons = await tablet.open("/sign-in");
  await signIn(lessons, people().teacher);
  const lesson = await Lesson.open(lessons);
  const id = new URL(lessons.url()).pathname.split("/").pop();
  const [first, second] = await lesson.names();
  await lesson.take("Plans for it");
  await lesson.see(first);
  await lesson.see(second);
  await sent(lessons);
  await kept(lessons);
  await lessons.goto(`/reports/class/${id}`);
  await expect(lessons.getByText(/^as of today/)).toBeVisible();
  const server = await figures(lessons);
  await tablet.shut();

  const offline = await tablet.open(`/reports/class/${id}`, { offline: true });
  await expect(offline.getByText(/^from this tablet, as of today/)).toBeVisible();
  expect(await figures(offline)).toEqual(server);
  await page.close();
});

test("a class report is for its own adults: not for leaders, students or anyone who is not signed in", async ({ page, newPage }) => {
  const path = await reportOfClass(page);
  const others = await newPage();
  await signIn(others, people().leader);
  expect((await others.goto(path))?.status()).toBe(403);
  await expect(others.getByText("A leader’s view of one class is not here yet.")).toBeVisible();
  expect(await others.evaluate((path) => fetch(`/api${path}`).then((answer) => answer.status), path)).toBe(403);
  await expect(others.locator("table, .bar")).toHaveCount(0);

  const nobody = await newPage();
  await nobody.goto(path);
  await expect(nobody.getByText("Sign in, and this report opens.")).toBeVisible();
  await expect(nobody.locator("table, .bar")).toHaveCount(0);

  const student = await newPage();
  await signIn(student, people().student);
  expect((await student.goto(path))?.status()).toBe(403);
  expect((await student.goto("/reports/school"))?.status()).toBe(403);
  await expect(student.getByText("This report is for staff.")).toBeVisible();
});

test("the school report shows pooled groups, rounded, and offline its last copy with its time", async ({ newTablet }) => {
  const tablet = newTablet();
  const page = await tablet.open("/sign-in");
  await signIn(page, people().leader);
  await page.getByRole("link", { name: "School report" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "The whole school" })).toBeVisible();
  const groups = page.getByRole("heading", { level: 2 });
  expect(await groups.count()).toBeGreaterThan(3);
  for (const words of await page.getByText(/^Classes of \d+ class teachers$/).allTextContents()) {
    expect(Number(/\d+/.exec(words)?.[0])).toBeGreaterThanOrEqual(3);
  }
  const counts = await page.locator("td[data-tint]").allTextContents();
  expect(counts.length).toBeGreaterThan(20);
  for (const count of counts) expect(count).toMatch(/^(<5under five|\d*[05])$/);
  await expect(page.locator("body")).not.toContainText(CLASS);
  const shown = await figures(page);
  await kept(page);
  await tablet.shut();

  const offline = await tablet.open("/reports/school", { offline: true });
  await expect(offline.getByText(/^the last copy, as of today/)).toBeVisible();
  expect(await figures(offline)).toEqual(shown);
});

/** The path of the class's report, as the class page links it. */
async function reportOfClass(page: Page): Promise<string> {
  await signIn(page, people().teacher);
  await Lesson.open(page);
  const link: Locator = page.getByRole("link", { name: "Class report" });
  const path = (await link.getAttribute("href")) ?? "";
  await link.click();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(CLASS) })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(path));
  return path;
}

/** Every sentence and cell of what is printed, in the order of the page, but for when it was made. */
async function figures(page: Page): Promise<string[]> {
  const texts = await page.locator("main h2, main p:not(.as-of, .no-print), main li, main caption, main th, main td").allTextContents();
  return texts.map((text) => text.replace(/\s+/g, " ").trim()).filter(Boolean);
}

/** Everything that a page says is wrong. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}
