import type { Page } from "@playwright/test";
import { Issuer } from "../support/issuer.ts";
import { arrived, people } from "../support/people.ts";
import { drawn } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

const NAME = "School account";

test("a teacher signs in with the account of the school's issuer, and whoever is not on the roster does not", async ({ page, newPage, school }) => {
  const issuer = await Issuer.open(`${people().teacher.name}@brynford.example`);
  issuer.setBy(school, NAME);
  await go(page);
  await arrived(page);
  await page.goto("/account");
  await expect(page.getByRole("heading", { level: 1, name: "My account" })).toBeVisible();

  // Where they wanted to go is where they come back to.
  const other = await newPage();
  await go(other, "/pulses");
  await expect(other).toHaveURL(/^[^?]*\/pulses$/);
  await expect(other.getByRole("heading", { level: 1, name: "Pulse" })).toBeVisible();

  issuer.email = "somebody@elsewhere.example";
  const stranger = await newPage();
  await go(stranger);
  await expect(stranger.getByRole("alert")).toContainText("administrator");
  await expect(stranger).toHaveURL(/\/sign-in/);

  // Without an issuer there is still the password.
  issuer.close();
  const gone = await Issuer.open("");
  gone.setBy(school, NAME);
  gone.close();
  const late = await newPage();
  await go(late);
  await expect(late.getByRole("alert")).toContainText(/cannot be reached/);
  await expect(late.getByLabel("Password", { exact: true })).toBeVisible();
});

/** Opens the sign-in page, and goes by the issuer. */
async function go(page: Page, next = ""): Promise<void> {
  await page.goto(next ? `/sign-in?next=${next}` : "/sign-in");
  await drawn(page);
  await page.getByRole("radio", { name: "I work here" }).check({ force: true });
  await page.getByRole("link", { name: NAME }).click();
}
