import { test as base, type BrowserContextOptions } from "@playwright/test";
import { School } from "./school.ts";
import { Tablet } from "./tablet.ts";

export { expect } from "@playwright/test";

interface Fixtures {
  /** A school of this test's own, with the demo's people and their year. `page` opens there. */
  school: School;
  /** Makes a tablet that survives restarts; all are cleared away afterwards. */
  newTablet: () => Tablet;
}

export const test = base.extend<Fixtures>({
  school: async ({}, use) => {
    const school = await School.open();
    await use(school);
    await school.close();
  },
  baseURL: async ({ school }, use) => use(school.url),
  newTablet: async ({ school, viewport, deviceScaleFactor, hasTouch, isMobile, locale, timezoneId, userAgent }, use) => {
    const options = { viewport, deviceScaleFactor, hasTouch, isMobile, locale, timezoneId, userAgent };
    const tablets: Tablet[] = [];
    await use(() => {
      const tablet = new Tablet(school.url, options as BrowserContextOptions);
      tablets.push(tablet);
      return tablet;
    });
    for (const tablet of tablets) await tablet.dispose();
  },
});
