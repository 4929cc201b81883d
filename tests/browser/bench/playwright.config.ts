import { defineConfig } from "@playwright/test";
import { chromium } from "../support/programs.ts";

/** Started by `cargo xtask bench`, with the release build. One measurement at a time: they share the machine's clock. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../../../target/browser/bench-results",
  globalSetup: "../support/demo-school.ts",
  workers: 1,
  retries: 0,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  // The tablet as it is, with Chromium's own name: Lighthouse signs in under it too.
  use: {
    viewport: { width: 820, height: 1180 },
    hasTouch: true,
    locale: "en-GB",
    timezoneId: "Europe/London",
    launchOptions: chromium,
  },
});
