import type { Page } from "@playwright/test";
import { recordAstray, SetAside, signInMistaken } from "../support/held.ts";
import { Lesson } from "../support/lesson.ts";
import { MyPage } from "../support/my-page.ts";
import { CLASS, people, signIn } from "../support/people.ts";
import { lookUp, openRecord } from "../support/record.ts";
import { capture } from "../support/screen.ts";
import { enrol, fillSignInHere, lock, type } from "../support/shared-tablet.ts";
import { Sheet } from "../support/sheet.ts";
import { sent } from "../support/sync.ts";
import { drawn } from "../support/tablet.ts";
import { ask, Pulse } from "../support/pulse.ts";
import { expect, test } from "../support/test.ts";
import { VisitDraft } from "../support/visit.ts";

// Many pictures in each, one after the other on one tablet.
test.describe.configure({ timeout: 300_000 });

test("the screens of whoever is not signed in", async ({ page }) => {
  await page.goto("/sign-in");
  await drawn(page);
  await capture(page, "sign-in");
  await page.getByText("I learn here").click();
  await expect(page.getByText("Your four pictures")).toBeVisible();
  await capture(page, "sign-in-student");
});

test("the screens of a lesson", async ({ page }) => {
  await signIn(page, people().teacher);
  const lesson = await Lesson.open(page);
  await lesson.opened();
  await teach(lesson);
  await capture(page, "class", async () => {
    // Many pictures take longer than a brush is held.
    const brush = lesson.brushes.getByRole("button", { name: "Has a go" });
    if ((await brush.getAttribute("aria-pressed")) !== "true") await lesson.take("Has a go");
  });
  await capture(page, "class-uncovered", async () => {
    if ((await lesson.uncover.getAttribute("aria-pressed")) === "true") return;
    await lesson.uncover.focus();
    await page.keyboard.press("Enter");
    await expect(lesson.grid.locator("svg.glyph").first()).toBeVisible();
  });
  await page.getByRole("button", { name: /practical, in pairs/i }).click();
  await capture(page, "class-context");
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();

  const [name] = await lesson.names();
  await page.reload();
  await lesson.tile(name).click();
  await expect(page.getByRole("region", { name: "Where they are" })).toBeVisible();
  await capture(page, "student");
});

test("the screens of a teacher beside the lesson", async ({ page }) => {
  await signIn(page, people().teacher);
  await capture(page, "home-teacher");
  await Lesson.open(page);
  await page.getByRole("link", { name: "Our choices" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Our choices" })).toBeVisible();
  await capture(page, "choices");
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("link", { name: "Class report" }).click();
  await expect(page.getByText("Good conversations to have")).toBeVisible();
  await capture(page, "report-class");
  await page.context().setOffline(true);
  await page.goto("/sync");
  await expect(page.getByRole("heading", { level: 1, name: "Saved and sent" })).toBeVisible();
  await capture(page, "sync");
});

test("the screens of a class's sheet, and of an administrator", async ({ page, newPage }) => {
  await signIn(page, people().teacher);
  await Lesson.open(page);
  const sheet = await Sheet.open(page);
  await expect(sheet.makeMissing).toBeVisible();
  await capture(page, "sheet");
  await sheet.renewal(people().student.name).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await capture(page, "sheet-renew");
  await page.keyboard.press("Escape");
  await sheet.make();
  await capture(page, "sheet-cards");
  const administrators = await newPage();
  await signIn(administrators, people().administrator);
  await capture(administrators, "home-administrator");
});

test("the screens of what is set aside", async ({ page, newPage }) => {
  const administrators = await newPage();
  await signIn(administrators, people().administrator);
  const other = await signInMistaken(page, administrators);
  await recordAstray(page);
  await page.goto("/sync");
  await capture(page, "sync-attention");
  const aside = await SetAside.open(administrators, "3 things wait for a decision");
  await capture(administrators, "held");
  await aside.keep("Something taken back");
  await expect(aside.said).toBeFocused();
  await capture(administrators, "held-refused");
  await aside.askForClass(`A sighting · ${other}`);
  await capture(administrators, "held-class");
  await administrators.keyboard.press("Escape");
  await aside.askToDiscard(`A sighting · ${other}`);
  await capture(administrators, "held-discard");
  await administrators.keyboard.press("Escape");
  for (const what of [`A sighting · ${other}`, `An “away” mark · ${other}`, "Something taken back"]) await aside.discard(what);
  await capture(administrators, "held-empty");
});

test("the screens of the record and of people's data", async ({ page, newPage }) => {
  await signIn(page, people().teacher);
  const [student] = await (await Lesson.open(page)).names();
  const administrators = await newPage();
  await signIn(administrators, people().administrator);
  await openRecord(administrators);
  await capture(administrators, "record");
  await administrators.goto("/people");
  await administrators.getByLabel("Name", { exact: true }).fill(student);
  await expect(administrators.getByRole("main").getByRole("link", { name: student }).first()).toBeVisible();
  await capture(administrators, "people");
  await lookUp(administrators, student);
  await capture(administrators, "person");
  await administrators.getByRole("button", { name: "Stop the use" }).click();
  await expect(administrators.getByRole("dialog")).toBeVisible();
  await capture(administrators, "person-stop");
  const child = await newPage();
  await signIn(child, people().student);
  await child.goto("/record");
  await expect(child.getByRole("heading", { level: 2, name: "today" })).toBeVisible();
  await capture(child, "record-student");
});

test("the screens of a leader", async ({ page }) => {
  await signIn(page, people().leader);
  await announce(page);
  await capture(page, "walk");
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Rooms" })).toBeVisible();
  await capture(page, "home-leader");
  const draft = await VisitDraft.begin(page);
  await draft.noticed.fill("Three tables tried a second way before asking.");
  await draft.cell("Feeling", "Relating").click();
  for (let taps = 0; taps < 3; taps += 1) await draft.cell("Feeling", "Talking").click();
  await page.getByRole("button", { name: "Perseverance" }).click();
  await page.getByRole("button", { name: "Together", exact: true }).click();
  await capture(page, "visit");
  await page.getByRole("button", { name: "More: the whole grid" }).click();
  await capture(page, "visit-grid");
  await page.getByRole("button", { name: /^Share with / }).click();
  await capture(page, "visit-share");
  await page.getByRole("dialog").getByRole("button", { name: "Share it now" }).click();
  await sent(page);
  await page.goto("/walk");
  await capture(page, "walks");
  await page.goto("/reports/school");
  await expect(page.getByRole("heading", { name: "The whole school" })).toBeVisible();
  await capture(page, "report-school");
});

test("the screens of a visited teacher", async ({ page, newPage }) => {
  await signIn(page, people().leader);
  const draft = await VisitDraft.begin(page);
  await draft.noticed.fill("Three tables tried a second way before asking.");
  await draft.cell("Managing", "Talking").click();
  await page.getByRole("button", { name: "Mostly learners" }).click();
  await draft.share();
  await sent(page);
  const teachers = await newPage();
  await signIn(teachers, people().teacher);
  await teachers.getByRole("link", { name: `A visit to ${CLASS} was shared with you` }).click();
  await expect(teachers.getByRole("button", { name: "Open it now" })).toBeVisible();
  await capture(teachers, "visit-closed");
  await teachers.getByRole("button", { name: "Open it now" }).click();
  await expect(teachers.getByLabel("Your reply")).toBeVisible();
  await capture(teachers, "visit-read");
});

test("the screens of a student", async ({ page }) => {
  await signIn(page, people().student);
  const mine = new MyPage(page);
  await mine.chooseAnew();
  await mine.pickMuscle("Questioning");
  await capture(page, "me-choosing");
  await mine.choose("Questioning");
  await capture(page, "me");
});

/** A lesson under way: some are seen, one is away, a brush is in hand. */
async function teach(lesson: Lesson): Promise<void> {
  const { page } = lesson;
  await page.getByRole("button", { name: /^Where and how\?/ }).click();
  const sheet = page.getByRole("dialog", { name: "Where and how" });
  await sheet.getByRole("button", { name: "Practical", exact: true }).click();
  await sheet.getByRole("button", { name: "In pairs" }).click();
  await sheet.getByRole("button", { name: "Done" }).click();
  const names = await lesson.names();
  await page.getByRole("button", { name: "Away", exact: true }).click();
  await lesson.tile(names[9]).click();
  await lesson.take("Chooses it");
  for (const at of [1, 3, 8, 14]) await lesson.see(names[at]);
  await lesson.take("Has a go");
  await lesson.see(names[0]);
}

/** Announces a walk, and stays on its page. */
async function announce(page: Page): Promise<void> {
  await page.goto("/walk/new");
  await page.getByLabel("Name", { exact: true }).fill("Stuck and unstuck");
  await page.getByLabel("What will you look for?").fill("what students do when they are stuck");
  await page.getByRole("group", { name: "Which habit comes first?" }).getByRole("button", { name: "Feeling" }).click();
  const muscles = page.getByRole("group", { name: "Muscles you expect to hear asked for" });
  await muscles.getByRole("button", { name: "Perseverance" }).click();
  await page.getByLabel("What staff read beforehand").fill("We want to learn what helps when work gets hard.");
  await page.getByRole("button", { name: "Announce to staff" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Stuck and unstuck" })).toBeVisible();
}

test("the screens of a tablet that several people use", async ({ page, newPage }) => {
  await page.goto("/enrol");
  await drawn(page);
  await capture(page, "enrol");
  const administrators = await newPage();
  await enrol(page, administrators);
  await administrators.reload();
  await expect(administrators.getByRole("heading", { name: "Blue 3" })).toBeVisible();
  await capture(administrators, "tablets");
  await page.goto("/sign-in");
  await drawn(page);
  await page.getByRole("radio", { name: "I learn here" }).check({ force: true });
  await page.getByLabel("Class code").fill(people().student.classCode);
  const name = page.getByRole("group", { name: "Your name" }).getByRole("button", { name: people().student.name, exact: true });
  await name.click();
  await capture(page, "sign-in-names");
  await page.getByRole("radio", { name: "I work here" }).check({ force: true });
  await fillSignInHere(page, people().teacher);
  await capture(page, "choose-pin");
  for (let twice = 0; twice < 2; twice++) await type(page, "2580");
  await Lesson.open(page);
  await capture(page, "class-shared");
  await lock(page);
  await capture(page, "lock");
  await page.getByRole("button", { name: "Diaz" }).click();
  await type(page, "25");
  await capture(page, "lock-pin");
});

test("the screens of a pulse", async ({ page, newPage }) => {
  await signIn(page, people().leader);
  await ask(page, "Our vision", "I know whom to ask.");
  const { region } = new Pulse(page, "Our vision");
  await region.getByText("Ask people who do not sign in").click();
  await region.getByRole("button", { name: "Families" }).click();
  const address = await region.getByText(/\/answer#[0-9a-f]{32}$/).innerText();
  await capture(page, "pulse-leader");
  const teachers = await newPage();
  await signIn(teachers, people().teacher);
  await teachers.goto("/pulses");
  const pulse = new Pulse(teachers, "Our vision");
  await pulse.say("I know whom to ask.", "Mostly");
  await capture(teachers, "pulse");
  const families = await newPage();
  await families.goto(address);
  await expect(families.getByRole("heading", { level: 1, name: "Our vision" })).toBeVisible();
  await capture(families, "pulse-link");
  // Results come after weeks: here the server's answer is as it would be then.
  await teachers.route("**/api/pulses", (route) => route.fulfill({ json: [CLOSED_PULSE] }));
  await teachers.reload();
  await expect(teachers.getByText("Fewer than five answers")).toBeVisible();
  await capture(teachers, "pulse-results");
});

const CLOSED_PULSE = {
  id: "0".repeat(32),
  title: "Our vision",
  items: ["Our vision for learning is clear to me.", "It is safe to take risks here."],
  opened: 0,
  closes: 1,
  is_open: false,
  answered: true,
  results: [
    { people: "staff", items: [[0, 2, 5, 14, 9], [1, 3, 6, 11, 7]] },
    { people: "families", items: [[0, 1, 8, 21, 12], null] },
  ],
};
