import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { School } from "./school.ts";
import { Tablet, type TabletOptions } from "./tablet.ts";

export { expect } from "@playwright/test";

interface Fixtures {
  /** A school of this test's own, with the demo's people and their year. `page` opens there. */
  school: School;
  /** Opens another tablet: a browser that shares nothing with `page`. */
  newPage: () => Promise<Page>;
  /** Makes a tablet that survives restarts; all are cleared away afterwards. */
  newTablet: (options?: TabletOptions) => Tablet;
}

export const test = base.extend<Fixtures>({
  school: async ({}, use) => {
    const school = await School.open();
    await use(school);
    await school.close();
  },
  baseURL: async ({ school }, use) => use(school.url),
  newPage: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  newTablet: async ({ school, viewport, deviceScaleFactor, hasTouch, isMobile, locale, timezoneId, userAgent }, use) => {
    const options = { viewport, deviceScaleFactor, hasTouch, isMobile, locale, timezoneId, userAgent };
    const tablets: Tablet[] = [];
    await use((more) => {
      const tablet = new Tablet(school.url, { ...options, ...more } as TabletOptions);
      tablets.push(tablet);
      return tablet;
    });
    for (const tablet of tablets) await tablet.dispose();
  },
});
