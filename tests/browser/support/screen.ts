import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import { expect, test, type Page } from "@playwright/test";

/** Where the pictures go. */
const SCREENS = join(import.meta.dirname, "../../../target/screens");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Everything up to WCAG 2.2 AA. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Tablet upright and across, and phone. */
const SIZES = [
  { width: 820, height: 1180 },
  { width: 1180, height: 820 },
  { width: 390, height: 844 },
];
const THEMES = ["light", "dark"] as const;

/** Least size of what can be touched, in CSS pixels; in the class grid more. */
const TARGET_PX = 48;
const TILE_PX = 56;

/**
 * Takes the picture of the page as it is, in every size and theme, and checks each: no accessibility violation, nothing
 * wider than the screen, nothing too small to touch. `prepare` brings back what a change of size puts away.
 */
export async function capture(page: Page, name: string, prepare?: () => Promise<void>): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of THEMES) {
      const screen = `${name}-${size.width}x${size.height}-${theme}`;
      await test.step(screen, async () => {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        await prepare?.();
        await page.screenshot({ path: join(SCREENS, `${screen}.png`) });
        expect.soft(await violations(page), `${screen}: axe`).toEqual([]);
        expect.soft(await page.evaluate(tooWide), `${screen}: wider than the screen`).toEqual([]);
        const small = await page.evaluate(tooSmall, { target: TARGET_PX, tile: TILE_PX });
        expect.soft(small, `${screen}: too small to touch`).toEqual([]);
      });
    }
  }
  await page.setViewportSize(SIZES[0]);
}

/** What axe finds, each in a line. */
async function violations(page: Page): Promise<string[]> {
  // In the page's own world but past its content security policy, as a browser's tools are.
  await page.evaluate(AXE);
  const results = await page.evaluate((values): Promise<AxeResults> => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    return axe.run({ runOnly: { type: "tag", values } });
  }, RULES);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 120)} (${node.failureSummary?.split("\n")[1]?.trim()})`),
  );
}

/** Runs in the page: what reaches beyond the screen, unless it is in something that scrolls by itself. */
function tooWide(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const scrolls = (element: Element) => element.closest(".table-scroll") !== null;
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 0.5 && !scrolls(element),
  );
  return [`${scrollWidth} > ${clientWidth}`, ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 100))];
}

/** Runs in the page: what can be touched and is smaller than a fingertip. Links within a sentence may be. */
function tooSmall({ target, tile }: { target: number; tile: number }): string[] {
  const touchable = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary")];
  return touchable.flatMap((element) => {
    // A hidden input is touched through its label.
    const touched = element.matches("input") ? (element.closest("label") ?? element) : element;
    const { width, height } = touched.getBoundingClientRect();
    const isShown = touched.checkVisibility({ checkVisibilityCSS: true }) && width > 1;
    const isInSentence = touched.matches("p a, li a") && getComputedStyle(touched).display === "inline";
    const least = touched.matches(".tile") ? tile : target;
    // Half a pixel is rounding.
    if (!isShown || isInSentence || (width >= least - 0.5 && height >= least - 0.5)) return [];
    return [`${Math.round(width)}×${Math.round(height)} ${touched.outerHTML.slice(0, 100)}`];
  });
}
