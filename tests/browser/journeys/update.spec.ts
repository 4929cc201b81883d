import type { Page } from "@playwright/test";
import { NewerBuild, offered } from "../support/newer-build.ts";
import { drawn, kept } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

const NEWER = "0123456789abcdef";

test("a new version waits until a person agrees, and takes over as a whole", async ({ context, school }) => {
  const site = await NewerBuild.before(school.url);
  const [first, second] = [await open(context.newPage(), site.url), await open(context.newPage(), site.url)];
  const [older] = await caches(first);
  await second.evaluate(() => document.body.setAttribute("data-never-reloaded", ""));

  site.release(NEWER);
  await offered(first);
  await offered(second);
  // Both builds are kept whole, side by side, and a page that opens meanwhile is of the older one.
  expect(await caches(first)).toEqual([older, `limber-build:${NEWER}`].sort());
  await first.reload();
  await drawn(first);
  await offered(first);

  await first.evaluate(() => document.body.setAttribute("data-before-the-update", ""));
  await expect(first.getByText("A new version is ready.")).toBeVisible();
  await first.getByRole("button", { name: "Use it now" }).click();
  await expect(first.locator("[data-before-the-update]")).toHaveCount(0);
  await drawn(first);
  await expect(first.locator("html")).not.toHaveAttribute("data-update");
  // The other page was not asked: it goes on as it was, and what it was loaded from stays as long as it does.
  await expect(second.locator("[data-never-reloaded]")).toHaveCount(1);
  expect(await caches(first)).toContain(older);
  await second.close();
  await first.reload();
  await expect.poll(() => caches(first)).toEqual([`limber-build:${NEWER}`]);
  site.close();
});

async function open(opening: Promise<Page>, url: string): Promise<Page> {
  const page = await opening;
  await page.goto(url);
  await drawn(page);
  await kept(page);
  return page;
}

/** The caches that the device holds, by name. */
function caches(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await globalThis.caches.keys()).sort());
}
