import { expect, type Page } from "@playwright/test";
import { fillSignIn, people, signIn, type Staff } from "./people.ts";
import { drawn } from "./tablet.ts";

/** Makes `page`'s browser a tablet of the school, by a code that an administrator makes on `administrators`. */
export async function enrol(page: Page, administrators: Page): Promise<void> {
  await signIn(administrators, people().administrator);
  await administrators.goto("/tablets");
  await administrators.getByRole("button", { name: "Make a code" }).click();
  const code = await administrators.getByText(/^[A-Z0-9]{4} [A-Z0-9]{4}$/).innerText();
  await page.getByLabel("Code").fill(code);
  await page.getByLabel("The tablet’s name").fill("Blue 3");
  await page.getByRole("button", { name: "Enrol" }).click();
  await expect(page.getByRole("heading", { name: "This tablet is Blue 3" })).toBeVisible();
}

/** Signs in on a shared tablet, as far as the page that asks for a PIN. */
export async function fillSignInHere(page: Page, who: Staff): Promise<void> {
  await page.goto("/sign-in");
  await drawn(page);
  await fillSignIn(page, who);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Choose a PIN for this tablet" })).toBeVisible({ timeout: 30_000 });
}

/** Signs in on a shared tablet, and chooses a PIN there. */
export async function signInHere(page: Page, who: Staff, pin: string): Promise<void> {
  await fillSignInHere(page, who);
  await type(page, pin);
  await expect(page.getByText("The same four digits again")).toBeVisible();
  await type(page, pin);
  await expect(page.getByRole("heading", { level: 1, name: /^Hello, / })).toBeVisible();
}

/** Locks the tablet that somebody uses. */
export async function lock(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Lock this tablet" }).click();
  await expect(page.getByRole("heading", { name: "Who is using this tablet?" })).toBeVisible();
}

/** Comes back to a locked tablet; `name` is a part of theirs. */
export async function comeBack(page: Page, name: string, pin: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await type(page, pin);
}

/** Taps a PIN. */
export async function type(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByRole("button", { name: digit, exact: true }).click();
}
