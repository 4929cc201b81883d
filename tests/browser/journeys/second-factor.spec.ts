import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { Authenticator } from "../support/authenticator.ts";
import { arrived, fillSignIn, people } from "../support/people.ts";
import { limber } from "../support/programs.ts";
import { drawn } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

test("a leader sets up an authenticator app, and comes in by its codes or a recovery code", async ({ page, school }) => {
  execFileSync(limber, ["set", "second-factor", "required", "--data", school.data]);
  await password(page);
  await expect(page.getByRole("heading", { name: "Set up a second factor" })).toBeFocused();
  await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  const app = new Authenticator((await page.locator(".secret-letters").textContent()) ?? "");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("alert")).toContainText("That code is not right, or was used before.");
  await page.getByLabel("Code", { exact: true }).fill(app.code());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeFocused();
  const codes = await page.locator(".recovery-codes li").allTextContents();
  expect(codes).toHaveLength(10);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await arrived(page);

  await signOut(page);
  await password(page);
  await expect(page.getByLabel("Code", { exact: true })).toBeFocused();
  await page.getByLabel("Code", { exact: true }).fill(app.code());
  await page.getByRole("button", { name: "Sign in" }).click();
  await arrived(page);

  await signOut(page);
  await password(page);
  await page.getByRole("button", { name: "I do not have my phone" }).click();
  await page.getByLabel("Recovery code").fill(codes[0].toLowerCase());
  await page.getByRole("button", { name: "Sign in" }).click();
  await arrived(page);
  await page.goto("/account");
  await expect(page.getByRole("region", { name: "Second factor" })).toContainText("9 recovery codes are left.");
  await expect(page.getByRole("button", { name: "Turn off" })).toHaveCount(0);
});

test("a teacher turns a second factor on in their account, and off again", async ({ page }) => {
  const { teacher } = people();
  await page.goto("/sign-in");
  await drawn(page);
  await fillSignIn(page, teacher);
  await page.getByRole("button", { name: "Sign in" }).click();
  await arrived(page);
  await page.goto("/sync");
  await page.getByRole("link", { name: "Password and second factor" }).click();
  const card = page.getByRole("region", { name: "Second factor" });
  await card.getByRole("button", { name: "Set up an authenticator app" }).click();
  await card.getByLabel("Your password now").fill(teacher.password);
  await card.getByRole("button", { name: "Go on" }).click();
  const app = new Authenticator((await card.locator(".secret-letters").textContent()) ?? "");
  await card.getByLabel("Code", { exact: true }).fill(app.code());
  await card.getByRole("button", { name: "Go on" }).click();
  await card.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("The second factor is on.")).toBeFocused();
  await card.getByRole("button", { name: "Turn off" }).click();
  await card.getByLabel("Your password now").fill(teacher.password);
  await card.getByLabel("Code", { exact: true }).fill(app.code());
  await card.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("The second factor is off.")).toBeFocused();
});

/** Gives the leader's name and password. */
async function password(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await drawn(page);
  await fillSignIn(page, people().leader);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.goto("/sync");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}
