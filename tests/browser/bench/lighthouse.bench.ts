import lighthouse from "lighthouse";
import { median, report } from "../support/figures.ts";
import { Lesson } from "../support/lesson.ts";
import { people, signIn } from "../support/people.ts";
import { sent } from "../support/sync.ts";
import { kept } from "../support/tablet.ts";
import { test } from "../support/test.ts";

const RUNS = 3;
const CATEGORIES = ["performance", "accessibility"] as const;
type Scores = Record<(typeof CATEGORIES)[number], number>;

test("what Lighthouse says of a phone", async ({ newTablet }) => {
  const port = 9222;
  const tablet = newTablet({ remoteDebuggingPort: port });
  const page = await tablet.open("/sign-in");
  const signInPage = await scores(page.url(), port);
  await signIn(page, people().teacher);
  await Lesson.open(page);
  await sent(page);
  await kept(page);
  const classPage = await scores(page.url(), port);
  const path = await page.getByRole("link", { name: "Class report" }).getAttribute("href");
  const reportPage = await scores(new URL(path ?? "", page.url()).href, port);
  report("lighthouse", {
    "ui.lighthouse_performance": Math.min(signInPage.performance, reportPage.performance),
    "ui.lighthouse_accessibility": Math.min(signInPage.accessibility, reportPage.accessibility),
    "ui.lighthouse_performance_class_page": classPage.performance,
    "ui.lighthouse_accessibility_class_page": classPage.accessibility,
  });
});

/** The medians of several runs in the tablet's own browser, with all that it has stored. */
async function scores(url: string, port: number): Promise<Scores> {
  const runs: Scores[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const flags = { port, disableStorageReset: true, onlyCategories: [...CATEGORIES], logLevel: "error" as const };
    const { lhr } = (await lighthouse(url, flags)) ?? {};
    if (!lhr || lhr.runtimeError) throw new Error(`Lighthouse failed: ${lhr?.runtimeError?.message}`);
    const score = (category: string) => Math.round((lhr.categories[category].score ?? 0) * 100);
    runs.push({ performance: score("performance"), accessibility: score("accessibility") });
  }
  const middle = (category: keyof Scores) => median(runs.map((run) => run[category]));
  return { performance: middle("performance"), accessibility: middle("accessibility") };
}
