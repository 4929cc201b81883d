import type { LaunchOptions } from "@playwright/test";

/** The server under test. */
export const limber = program("LIMBER_BIN");

/** The distribution's Chromium, alone with itself: nothing that talks to anyone but the server under test. */
export const chromium: LaunchOptions = {
  executablePath: program("CHROMIUM_BIN"),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

function program(variable: string): string {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} is not set: run the tests by \`cargo xtask test browser\``);
  return path;
}
