import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What the servers of this run have logged: one file for each school. */
const logs = join(import.meta.dirname, "../../../target/browser/logs");

/** The names that the demo school gives its people. */
const names = join(import.meta.dirname, "../../../server/src/demo/names.rs");

/** Where what is typed stands. */
const sources = [join(import.meta.dirname, "../journeys"), import.meta.dirname];

/** Shorter texts may be words of the server's own. */
const TEXT_CHARS_MIN = 12;

/** Forgets what earlier runs have logged. */
export function forgetLogs() {
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
}

/** A file for the log of one school's server. */
export function newLog(): string {
  return join(logs, `${randomUUID()}.txt`);
}

/** Reads the logs of the whole run: nobody of the demo school is named in them, and nothing that a journey typed is quoted. */
export function assertQuiet() {
  const lines = readdirSync(logs).flatMap((file) => readFileSync(join(logs, file), "utf8").split("\n"));
  if (lines.length > 0 && !lines.some((line) => line.includes("route="))) throw new Error(`the servers have logged no request: ${logs}`);
  const secrets = [...namesOfPeople(), ...textsOfJourneys()];
  const told = lines.filter((line) => secrets.some((secret) => secret.test(line)));
  if (told.length > 0) throw new Error(`names or notes in the server's log (${logs}):\n${told.slice(0, 10).join("\n")}`);
  console.log(`${lines.length} lines of the servers' logs name nobody`);
}

function namesOfPeople(): RegExp[] {
  const found = readFileSync(names, "utf8").matchAll(/"(\p{Lu}[\p{L}'-]+)"/gu);
  const all = [...found].map(([, name]) => new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, "u"));
  if (all.length < 100) throw new Error(`no names in ${names}`);
  return all;
}

/** Every text of several words in the journeys' sources: what they type is among them. */
function textsOfJourneys(): RegExp[] {
  const files = sources.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const texts = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/"([^"\\\n]+ [^"\\\n]+)"/g)].map(([, text]) => text));
  return texts.filter((text) => text.length >= TEXT_CHARS_MIN).map((text) => new RegExp(escaped(text)));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
