import type { Page } from "@playwright/test";
import { arrived, fillSignIn, people } from "../support/people.ts";
import { drawn } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

/** Passkeys belong to names: 127.0.0.1 has none. */
test.use({ baseURL: async ({ school }, use) => use(school.url.replace("127.0.0.1", "localhost")) });

test("a teacher adds a passkey and signs in by it alone", async ({ page }) => {
  await withAuthenticator(page);
  const { teacher } = people();
  await page.goto("/sign-in");
  await drawn(page);
  await fillSignIn(page, teacher);
  await page.getByRole("button", { name: "Sign in" }).click();
  await arrived(page);
  await page.goto("/account");
  const card = page.getByRole("region", { name: "Passkeys" });
  await card.getByRole("button", { name: "Add a passkey" }).click();
  await card.getByLabel("What to call it").fill("Blue phone");
  await card.getByLabel("Your password now").fill(teacher.password);
  await card.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("The passkey is added. Sign in by it next time.")).toBeFocused();
  await expect(card).toContainText("Blue phone · not used yet");

  await page.goto("/sync");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await drawn(page);
  await page.getByRole("radio", { name: "I work here" }).check({ force: true });
  await page.getByRole("button", { name: "Use a passkey" }).click();
  // Where they were when they signed out.
  await expect(page).toHaveURL(/^[^?]*\/sync$/);

  await page.goto("/account");
  await card.getByRole("button", { name: "Remove the passkey Blue phone" }).click();
  await card.getByLabel("Your password now").fill(teacher.password);
  await card.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("The passkey is removed.")).toBeFocused();
});

/** A phone beside the browser, whose holder is always looked at. */
async function withAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
