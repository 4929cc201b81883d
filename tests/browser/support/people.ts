import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { demoSignIns } from "./demo-school.ts";
import { limber } from "./programs.ts";
import type { School } from "./school.ts";
import { inStep } from "./sync.ts";
import { drawn } from "./tablet.ts";

/** How a member of staff signs in. */
export interface Staff {
  name: string;
  password: string;
}

/** How a student signs in. */
export interface Student {
  classCode: string;
  name: string;
  pictures: string[];
}

/** The people whom the demo school prints. */
export interface People {
  leader: Staff;
  /** Of `CLASS`. */
  teacher: Staff;
  administrator: Staff;
  /** Of `CLASS`. */
  student: Student;
}

/** The class of the demo's teacher and student. */
export const CLASS = "7B Science";

/** How long a first sign-in may take: a school year comes down to the tablet. */
const FIRST_VISIT_MS = 30_000;

/** What `limber demo` printed for this run's school. */
export function people(): People {
  const printed = readFileSync(demoSignIns, "utf8");
  const staff = (role: string): Staff => {
    const [, name, password] = line(printed, new RegExp(`^ *${role} +name (\\S+) +password (\\S+)$`, "m"));
    return { name, password };
  };
  const [, classCode, name, pictures] = line(printed, /^ *Student +class (\S+) +name (.+?) +pictures (.+)$/m);
  return {
    leader: staff("Leader"),
    teacher: staff("Teacher"),
    administrator: staff("Administrator"),
    student: { classCode, name, pictures: pictures.split(", ") },
  };
}

function line(printed: string, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(printed);
  if (!match) throw new Error(`limber demo printed no line like ${pattern}:\n${printed}`);
  return match;
}

/** Signs in on the sign-in page, and returns once everything is on the tablet. */
export async function signIn(page: Page, who: Staff | Student): Promise<void> {
  await page.goto("/sign-in");
  await drawn(page);
  await fillSignIn(page, who);
  await page.getByRole("button", { name: "Sign in" }).click();
  await arrived(page);
}

/** Waits until whoever signed in is on their own page, with everything there. */
export async function arrived(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: /^Hello, / })).toBeVisible({ timeout: FIRST_VISIT_MS });
  await inStep(page, FIRST_VISIT_MS);
}

/** Fills the form of the sign-in page, and leaves it there. */
export async function fillSignIn(page: Page, who: Staff | Student): Promise<void> {
  if ("password" in who) {
    await page.getByRole("radio", { name: "I work here" }).check({ force: true });
    await page.getByLabel("Name", { exact: true }).fill(who.name);
    await page.getByLabel("Password", { exact: true }).fill(who.password);
    return;
  }
  await page.getByRole("radio", { name: "I learn here" }).check({ force: true });
  await page.getByLabel("Class code").fill(who.classCode);
  await page.getByLabel("Your name").fill(who.name);
  for (const picture of who.pictures) await page.getByRole("button", { name: picture, exact: true }).click();
}

/** Makes a sign-in for another member of staff, by a link as `limber invite` prints it. `person`: an id or a sign-in name. */
export async function welcome(page: Page, school: School, person: string): Promise<void> {
  const args = ["invite", person, "--url", school.url, "--data", school.data];
  const printed = execFileSync(limber, args, { encoding: "utf8" });
  const [link] = line(printed, /http:\/\/\S+/);
  await page.goto(link);
  await drawn(page);
  await page.getByLabel("Choose a password").fill("three-words-in-a-row");
  await page.getByRole("button", { name: "Start" }).click();
  await arrived(page);
}
