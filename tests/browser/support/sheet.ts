import { expect, type Locator, type Page } from "@playwright/test";
import decodeQR from "qr/decode.js";
import { CLASS, type Student } from "./people.ts";

/** How long a whole class's pictures may take: each is hashed, slowly, so that nobody can guess them all. */
const MADE_MS = 30_000;

/** A class's sheet of sign-in pictures, as an adult uses it. */
export class Sheet {
  readonly cards: Locator;
  readonly makeMissing: Locator;
  readonly title: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole("heading", { level: 1, name: `${CLASS}: sign-in and supply` });
    this.makeMissing = page.getByRole("button", { name: /^Make pictures for the \d+ who have none$/ });
    const made = page.getByRole("region", { name: "Print these now" });
    // Each card has a name; the pictures on it are list items too.
    this.cards = made.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3 }) });
  }

  /** Opens it from the class's page. */
  static async open(page: Page): Promise<Sheet> {
    await page.getByRole("link", { name: "Sign-in and supply" }).click();
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

  /** What a camera reads on a card: an address. */
  async scan(card: Locator): Promise<string> {
    const code = card.getByRole("img", { name: "Signs in when a camera sees it" });
    return scan((await code.getAttribute("viewBox")) ?? "", (await code.locator("path").getAttribute("d")) ?? "");
  }

  private async shown(): Promise<void> {
    await expect(this.page.getByRole("heading", { name: "Print these now" })).toBeFocused({ timeout: MADE_MS });
  }
}

/** Pixels of a module as the camera sees it. */
const PIXELS = 4;

/** Reads a QR code: so many modules wide, and the runs of dark ones as an SVG path. */
function scan(viewBox: string, path: string): string {
  const size = Number(viewBox.split(" ")[2]);
  const width = size * PIXELS;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, n] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * PIXELS; row < (Number(y) + 1) * PIXELS; row++) {
      for (let column = Number(x) * PIXELS; column < (Number(x) + Number(n)) * PIXELS; column++) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return decodeQR({ width, height: width, data });
}
