import { expect, type Locator, type Page } from "@playwright/test";

/** A student's own page, as the student uses it. */
export class MyPage {
  readonly form: Locator;
  readonly plan: Locator;
  readonly lookingBack: Locator;

  constructor(readonly page: Page) {
    this.form = page.getByRole("region", { name: "What will you stretch next?" });
    this.plan = page.getByRole("region", { name: "You are stretching" });
    this.lookingBack = page.getByRole("region", { name: "How did it go?" });
  }

  /** Opens the form, whatever the student's year has left at the top of the page. */
  async chooseAnew(): Promise<void> {
    const top = this.form.or(this.plan).or(this.lookingBack);
    await expect(top).toBeVisible();
    if (await this.lookingBack.isVisible()) await this.sayHowItWent("I use it because it helps.");
    if (await this.plan.isVisible()) await this.page.getByRole("button", { name: "Choose something else" }).click();
    await expect(this.form).toBeVisible();
  }

  /** Chooses a muscle, the first strategy and the first day; returns the strategy's words. */
  async choose(muscle: string): Promise<string> {
    await this.pickMuscle(muscle);
    const strategy = this.form.getByRole("group", { name: "How?" }).getByRole("button").first();
    const words = (await strategy.textContent()) ?? "";
    await strategy.click();
    await this.pickDay();
    await expect(this.plan).toContainText(muscle);
    return words.trim();
  }

  /** The first of three steps. */
  async pickMuscle(muscle: string): Promise<void> {
    await this.form.getByRole("group", { name: "Choose one" }).getByRole("button", { name: muscle }).click();
  }

  /** The last step. */
  async pickDay(): Promise<void> {
    await this.form.getByRole("group", { name: "When will you look back?" }).getByRole("button").first().click();
    await this.form.getByRole("button", { name: "That’s my plan" }).click();
  }

  /** Chooses the sentence that fits. */
  async sayHowItWent(sentence: string, words = ""): Promise<void> {
    const sentences = this.lookingBack.getByRole("group", { name: "Which one sounds like you?" });
    await sentences.getByRole("button", { name: sentence }).click();
    if (words) await this.lookingBack.getByLabel("Tell us more, if you like").fill(words);
    await this.lookingBack.getByRole("button", { name: "That’s how it went" }).click();
    await expect(this.lookingBack).toHaveCount(0);
  }
}
