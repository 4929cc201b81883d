import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { limber } from "./programs.ts";
import { assertQuiet, forgetLogs } from "./quiet.ts";

/** The demo school, made once per run; every `School` starts from a copy of it. */
export const demoSchool = join(import.meta.dirname, "../../../target/browser/demo-school");

/** What `limber demo` printed: how to sign in. */
export const demoSignIns = `${demoSchool}.txt`;

/** Its story ends a day ago: today belongs to the tests, whatever day and hour they run at. */
const STORY_ENDED_MS_AGO = 24 * 60 * 60 * 1000;

/** Before all journeys; what it returns is done after them. */
export default function makeDemoSchool() {
  forgetLogs();
  rmSync(demoSchool, { recursive: true, force: true });
  mkdirSync(dirname(demoSchool), { recursive: true });
  const now = String(Date.now() - STORY_ENDED_MS_AGO);
  writeFileSync(demoSignIns, execFileSync(limber, ["demo", "--data", demoSchool, "--now", now]));
  return assertQuiet;
}
