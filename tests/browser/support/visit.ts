import { expect, type Locator, type Page } from "@playwright/test";
import { CLASS } from "./people.ts";

/** A visit, as its walker writes it. */
export class VisitDraft {
  readonly noticed: Locator;
  private readonly park: Locator;

  constructor(readonly page: Page) {
    this.noticed = page.getByLabel("I noticed and appreciated…");
    this.park = page.getByRole("button", { name: /^Park it · next room/ });
  }

  /** Begins a visit to a class from the leader's home page: one tap. */
  static async begin(page: Page, className = CLASS): Promise<VisitDraft> {
    // The same room may be suggested above the list of all rooms.
    await page.getByRole("button", { name: new RegExp(`^Begin a visit: ${className}(,|$)`) }).last().click();
    const draft = new VisitDraft(page);
    await draft.opened(className);
    return draft;
  }

  /** Waits until it can be written. */
  async opened(className: string | RegExp = CLASS): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name: className })).toBeVisible();
    await expect(this.noticed).toBeVisible();
  }

  /** One cell of the grid, "Relating" of the row "Feeling". */
  cell(row: string, aspect: string): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^${row}, ${aspect}: `) });
  }

  /**
   * Parks it, and ends at home. Parking leads on to the room where this walker was a week ago at this hour, if there is one in
   * the demo's story: then a visit that says nothing begins there. How many did: one or none.
   */
  async parkIt(): Promise<number> {
    const leadsOn = /: ./.test((await this.park.textContent()) ?? "");
    await this.park.click();
    if (leadsOn) {
      await this.opened(/./);
      await this.page.getByRole("link", { name: "Back" }).click();
    }
    await expect(this.page.getByRole("heading", { name: "Rooms" })).toBeVisible();
    return Number(leadsOn);
  }

  /** Shares it with the class's usual teacher, and waits until that is done. */
  async share(): Promise<void> {
    await this.page.getByRole("button", { name: /^Share with / }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Share it now" }).click();
    await expect(this.page.getByText(/^Shared with /)).toBeVisible();
  }
}
