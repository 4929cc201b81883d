import { defineConfig, devices } from "@playwright/test";
import { chromium } from "./support/programs.ts";

/** Started by `cargo xtask test`, which says where the programs are and reads the JSON report. */
export default defineConfig({
  testDir: "journeys",
  outputDir: "../../target/browser/results",
  globalSetup: "./support/demo-school.ts",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // A journey that passes only at the second attempt has found something.
  retries: 0,
  // Two browsers and two servers share two processors, and some machines are half as fast as others.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json"]],
  use: {
    ...devices["iPad (gen 7)"],
    viewport: { width: 820, height: 1180 },
    defaultBrowserType: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/London",
    trace: "retain-on-failure",
    launchOptions: chromium,
  },
});
