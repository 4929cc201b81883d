import { expect, type Locator, type Page } from "@playwright/test";

/** A pulse about `title`, as somebody answers it. */
export class Pulse {
  readonly region: Locator;

  constructor(
    readonly page: Page,
    readonly title: string,
  ) {
    this.region = page.getByRole("region", { name: title });
  }

  /** Answers a statement. */
  async say(statement: string, answer: string): Promise<void> {
    const radio = this.page.getByRole("group", { name: statement }).getByRole("radio", { name: answer });
    await radio.check({ force: true });
  }

  /** Sends what was filled in. */
  async send(): Promise<void> {
    await this.page.getByRole("button", { name: "Send my answers" }).click();
  }
}

/** The leader asks about `title`, with all suggestions and one statement of their own. */
export async function ask(page: Page, title: string, own: string): Promise<void> {
  await page.getByRole("region", { name: "Pulse" }).getByRole("link").click();
  await page.getByLabel("What it is about").fill(title);
  await page.getByLabel("A statement of your own").fill(own);
  await page.getByRole("button", { name: "Open the pulse" }).click();
  await expect(page.getByText("The pulse is open.")).toBeFocused();
  await expect(page.getByRole("region", { name: title })).toBeVisible();
}
