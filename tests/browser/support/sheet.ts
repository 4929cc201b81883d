import { expect, type Locator, type Page } from "@playwright/test";
import { CLASS, type Student } from "./people.ts";

/** How long a whole class's pictures may take: each is hashed, slowly, so that nobody can guess them all. */
const MADE_MS = 30_000;

/** A class's sheet of sign-in pictures, as an adult uses it. */
export class Sheet {
  readonly cards: Locator;
  readonly makeMissing: Locator;
  readonly title: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole("heading", { level: 1, name: `${CLASS}: sign-in pictures` });
    this.makeMissing = page.getByRole("button", { name: /^Make pictures for the \d+ who have none$/ });
    const made = page.getByRole("region", { name: "Print these now" });
    // Each card has a name; the pictures on it are list items too.
    this.cards = made.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3 }) });
  }

  /** Opens it from the class's page. */
  static async open(page: Page): Promise<Sheet> {
    await page.getByRole("link", { name: "Sign-in pictures" }).click();
    const sheet = new Sheet(page);
    await expect(sheet.title).toBeVisible();
    return sheet;
  }

  /** Makes pictures for everyone who has none, and waits for the cards. */
  async make(): Promise<void> {
    await this.makeMissing.click();
    await this.shown();
  }

  /** Makes new pictures for one who has some, and waits for the card. */
  async renew(name: string): Promise<void> {
    await this.renewal(name).click();
    const dialog = this.page.getByRole("dialog", { name: `New pictures for ${name}`, exact: true });
    await expect(dialog).toContainText(`The card that ${name} has stops working at once`);
    await dialog.getByRole("button", { name: "Make new pictures" }).click();
    await this.shown();
  }

  /** What opens that dialog. */
  renewal(name: string): Locator {
    return this.page.getByRole("button", { name: `New pictures for ${name}`, exact: true });
  }

  /** What is on a card. */
  async read(card: Locator): Promise<Student> {
    const code = (await card.getByText(/^Class code /).textContent()) ?? "";
    return {
      classCode: code.replace("Class code ", ""),
      name: (await card.getByRole("heading").textContent()) ?? "",
      pictures: await card.getByRole("list").getByRole("listitem").allTextContents(),
    };
  }

  private async shown(): Promise<void> {
    await expect(this.page.getByRole("heading", { name: "Print these now" })).toBeFocused({ timeout: MADE_MS });
  }
}
