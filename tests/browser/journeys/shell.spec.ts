import { Lesson } from "../support/lesson.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { drawn, kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

test("the app opens, and breaks no rule of its content security policy", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    // Browsers log that nobody is signed in: the answer of the one call that finds out.
    const isNobody = message.location().url.endsWith("/api/session");
    if (message.type() === "error" && !isNobody) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto("/");
  await drawn(page);
  await kept(page);
  expect(complaints).toEqual([]);
});

test("after one visit the app opens without a network, from a cold start, by a deep link", async ({ newTablet, school }) => {
  const tablet = newTablet();
  const page = await tablet.open("/");
  await drawn(page);
  await kept(page);
  await tablet.shut();
  await school.stop();
  const offline = await tablet.open("/class/0123456789ab7000800000000000000a", { offline: true });
  await drawn(offline);
  await expect(offline).toHaveURL(/\/sign-in\?next=/);
  await expect(offline.getByText("The first sign-in needs a network.")).toBeVisible();
});

test("a page of the server is hydrated in place, and replaced by the app when there is no server", async ({ page, school }) => {
  await page.goto("/sign-in");
  // Hydration keeps the very element that the server sent.
  const heading = page.getByRole("heading").first();
  await heading.evaluate((element) => element.setAttribute("data-sent-by-server", ""));
  await expect(page.locator("html")).toHaveAttribute("data-started", "hydrated");
  await expect(page.locator("[data-sent-by-server]")).toBeVisible();
  await kept(page);
  await school.stop();
  await page.goto("/sign-in");
  await drawn(page);
  await expect(page.locator("html")).toHaveAttribute("data-started", "mounted");
});

test("nothing under /api/ and no report is ever cached", async ({ page }) => {
  await signIn(page, people().teacher);
  await kept(page);
  await page.getByRole("region", { name: "My classes" }).getByRole("link", { name: CLASS }).click();
  await page.getByRole("link", { name: "Class report" }).click();
  await page.reload();
  await expect(page.getByText("Good conversations to have")).toBeVisible();
  await page.goto("/reports/school");
  await expect(page.getByRole("heading", { level: 2, name: "The whole school" })).toBeVisible();
  const cached = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map((request) => new URL(request.url).pathname);
  });
  expect(cached.length).toBeGreaterThan(5);
  expect(cached.filter((path) => !path.startsWith("/assets/"))).toEqual([]);
});

test.describe("without the app's cache", () => {
  test.use({ serviceWorkers: "block" });

  test("a part of the app that cannot be loaded says so, and comes when it can", async ({ page }) => {
    await signIn(page, people().teacher);
    const parts = "**/assets/app-split_teach-*.wasm";
    await page.route(parts, (route) => route.abort());
    await page.reload();
    await page.getByRole("region", { name: "My classes" }).getByRole("link", { name: CLASS }).click();
    await expect(page.getByRole("heading", { level: 1, name: "This page has not been loaded yet" })).toBeVisible();
    await page.unroute(parts);
    await page.getByRole("button", { name: "Open it again" }).click();
    await new Lesson(page).opened();
  });
});
