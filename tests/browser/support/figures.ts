import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where `cargo xtask bench` looks for what was measured: files of one JSON object each, names to numbers. */
const FOLDER = join(import.meta.dirname, "../../../target/browser/bench");

/** Hands in what a measurement came to. */
export function report(measurement: string, figures: Record<string, number>): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${measurement}.json`), JSON.stringify(figures));
}

/** The value that `share` of all are not above: 0.99 for p99. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.ceil(sorted.length * share) - 1];
  return Math.round(value * 10) / 10;
}

/** The middle one. */
export function median(values: number[]): number {
  return quantile(values, 0.5);
}
