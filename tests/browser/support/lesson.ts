import { expect, type Locator, type Page } from "@playwright/test";
import { CLASS } from "./people.ts";

/** What staff call the six phases, by default. */
export const PHASES = ["Not met yet", "When shown", "Has a go", "Chooses it", "Plans for it", "Second nature"];

/** A class, mid-lesson, as an adult of it uses the page. */
export class Lesson {
  readonly brushes: Locator;
  readonly grid: Locator;
  readonly undo: Locator;
  readonly uncover: Locator;

  constructor(readonly page: Page) {
    this.grid = page.getByRole("group", { name: `Everyone in ${CLASS}` });
    this.brushes = page.getByRole("group", { name: "What you see: choose one, then tap names" });
    this.undo = page.getByRole("button", { name: /^Undo/ });
    this.uncover = page.getByRole("button", { name: /Hold to uncover|Cover again/ });
  }

  /** Opens the class from the home page. */
  static async open(page: Page): Promise<Lesson> {
    await page.getByRole("region", { name: "My classes" }).getByRole("link", { name: CLASS }).click();
    const lesson = new Lesson(page);
    await lesson.opened();
    return lesson;
  }

  /** Waits until the names are there. */
  async opened(): Promise<void> {
    await expect(this.tiles().first()).toBeVisible();
  }

  /** Everyone, in the order of the grid. */
  tiles(): Locator {
    return this.grid.getByRole("button");
  }

  /** The names, in the order of the grid. */
  async names(): Promise<string[]> {
    const labels = await this.tiles().evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute("aria-label") ?? ""));
    return labels.map((label) => label.split(", ")[0]);
  }

  /** One student's tile. */
  tile(name: string): Locator {
    return this.grid.getByRole("button", { name: new RegExp(`^${name}(,|$)`) });
  }

  /** What is read aloud of a student's tile. */
  async label(name: string): Promise<string> {
    return (await this.tile(name).getAttribute("aria-label")) ?? "";
  }

  /** Takes a brush in hand. */
  async take(phase: string): Promise<void> {
    const brush = this.brushes.getByRole("button", { name: phase });
    await brush.click();
    await expect(brush).toHaveAttribute("aria-pressed", "true");
  }

  /** Puts the brush in hand down. */
  async putDown(phase: string): Promise<void> {
    const brush = this.brushes.getByRole("button", { name: phase });
    await brush.click();
    await expect(brush).toHaveAttribute("aria-pressed", "false");
  }

  /** Records one student, and waits for the tick. */
  async see(name: string): Promise<void> {
    await this.tile(name).click();
    await this.expectSeen(name);
  }

  /** The student has today's tick. */
  async expectSeen(name: string, within?: number): Promise<void> {
    await expect(this.tile(name)).toHaveAccessibleName(/, seen today/, { timeout: within });
  }

  /** The student has no tick. */
  async expectNotSeen(name: string): Promise<void> {
    await expect(this.tile(name)).not.toHaveAccessibleName(/seen today/);
  }

  /** What a student's page lists of the last days, the newest first. No brush may be in hand. */
  async history(name: string): Promise<string[]> {
    await this.tile(name).click();
    const seen = this.page.getByRole("region", { name: "What was seen" });
    await expect(seen).toBeVisible();
    const lines = await seen.getByRole("listitem").allInnerTexts();
    await this.page.getByRole("link", { name: "Back" }).click();
    await this.opened();
    return lines;
  }

  /** Nobody who faces the screen sees where anyone stands: no glyph, and no phase word but on the brushes. */
  async expectCovered(): Promise<void> {
    await expect(this.uncover).toHaveAttribute("aria-pressed", "false");
    await expect(this.grid.locator("svg")).toHaveCount(0);
    const said = await this.page.evaluate(everythingButBrushes);
    expect(said).not.toMatch(/\d of 5/);
    for (const phase of [...PHASES, "Starting to see", "Not looked yet"]) expect(said).not.toContain(phase);
  }
}

/** Runs in the page: all that is seen or read aloud, without the brushes. */
function everythingButBrushes(): string {
  const brushes = document.querySelector(".brushes");
  const spoken = [...document.body.querySelectorAll("[aria-label], [title], [alt]")]
    .filter((element) => !brushes?.contains(element))
    .flatMap((element) => ["aria-label", "title", "alt"].map((name) => element.getAttribute(name)));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen: (string | null)[] = [];
  while (walker.nextNode()) if (!brushes?.contains(walker.currentNode)) seen.push(walker.currentNode.textContent);
  return [...spoken, ...seen].join("\n");
}
