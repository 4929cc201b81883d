import { expect, type Locator, type Page } from "@playwright/test";

/** How soon what one tablet recorded has to show on another. */
export const ARRIVES_MS = 10_000;

/** The line in the header that says how far everything has been sent. */
export function syncLine(page: Page): Locator {
  return page.getByRole("banner").getByRole("link", { name: /to send|Saved on this tablet|Up to date|Sign in again/ });
}

/** Waits until tablet and server agree, whether or not the page says so: on a child's page the line is silent. */
export async function inStep(page: Page, within = ARRIVES_MS): Promise<void> {
  await expect(page.locator("a.sync")).toHaveAttribute("data-state", "sent", { timeout: within });
}

/** Waits until everything on this tablet is on the server too. */
export async function sent(page: Page): Promise<void> {
  await expect(syncLine(page)).toHaveText(/Up to date/, { timeout: ARRIVES_MS });
}

/** Waits until exactly `count` entries wait on this tablet. */
export async function waiting(page: Page, count: number): Promise<void> {
  await expect(syncLine(page)).toHaveText(new RegExp(`\\b${count} to send`));
}
