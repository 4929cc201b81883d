import type { Page } from "@playwright/test";
import { CLASS, people, signIn, welcome } from "../support/people.ts";
import { ARRIVES_MS, sent } from "../support/sync.ts";
import { expect, test } from "../support/test.ts";
import { VisitDraft } from "../support/visit.ts";

/** What waits on the leader's home page; "today" where none of it is older. */
const TO_FINISH = /^\d+ to finish( today)?$/;
/** How a list says that somebody else had the last word on a visit, today. */
const ANSWERED_TODAY = /answered \d+:\d\d/;
/** How many visits to one adult a school agrees on for a term, until it says otherwise. */
const VISITS_TERM_MAX = 3;
/** From the home page to a visit that can be written. */
const TAPS_TO_BEGIN_MAX = 2;
/** From the home page to a record that is worth having, parked. */
const TAPS_TO_RECORD_MAX = 8;

test("a visit begins in two taps, and is a usable record in eight, without typing", async ({ page }) => {
  await signIn(page, people().leader);
  const taps = await countTaps(page);
  const draft = await VisitDraft.begin(page);
  expect(await taps()).toBeLessThanOrEqual(TAPS_TO_BEGIN_MAX);

  await draft.cell("Feeling", "Talking").click();
  await draft.cell("Feeling", "Relating").click();
  await page.getByRole("button", { name: "Perseverance" }).click();
  await page.getByRole("button", { name: "Mostly learners" }).click();
  await draft.parkIt();
  await expect(page.getByRole("heading", { level: 2, name: TO_FINISH })).toBeVisible();
  expect(await taps()).toBeLessThanOrEqual(TAPS_TO_RECORD_MAX);

  await page.getByRole("link", { name: new RegExp(`${CLASS}.*begun \\d+:\\d\\d, not shared`) }).first().click();
  await draft.opened();
  await expect(draft.cell("Feeling", "Talking")).toHaveAccessibleName("Feeling, Talking: noticed");
  await expect(page.getByRole("button", { name: "Perseverance" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: "Mostly learners" })).toHaveAttribute("aria-pressed", "true");
});

test("a walk is announced with its focus, which staff read and visits begin with", async ({ page, newPage }) => {
  await signIn(page, people().leader);
  await page.goto("/walk/new");
  await page.getByLabel("Name", { exact: true }).fill("Stuck and unstuck");
  await page.getByLabel("What will you look for?").fill("what students do when they are stuck");
  await page.getByRole("group", { name: "Which habit comes first?" }).getByRole("button", { name: "Thinking" }).click();
  await page
    .getByRole("group", { name: "Muscles you expect to hear asked for" })
    .getByRole("button", { name: "Questioning" })
    .click();
  await page.getByRole("button", { name: "Announce to staff" }).click();
  await expect(page.getByText("Announced to all staff")).toBeVisible();
  await sent(page);

  const teachers = await newPage();
  await signIn(teachers, people().teacher);
  await expect(teachers.getByRole("link", { name: /Stuck and unstuck/ })).toContainText(
    "Focus: what students do when they are stuck",
  );

  await page.goto("/");
  await expect(page.getByRole("link", { name: /Stuck and unstuck/ })).toBeVisible();
  const draft = await VisitDraft.begin(page);
  await expect(page.getByRole("heading", { name: "Announced focus" })).toBeVisible();
  await expect(draft.cell("Thinking", "Talking")).toBeVisible();
  await expect(draft.cell("Feeling", "Talking")).toHaveCount(0);
  await page.getByRole("button", { name: "More: the whole grid" }).click();
  await expect(page.getByRole("button", { name: /, (Relating|Talking|Constructing|Celebrating): not looked$/ })).toHaveCount(
    16,
  );
  const chips = page.getByRole("region", { name: "Asked to use" }).getByRole("button");
  await expect(chips.first()).toHaveText("Questioning");
});

test("a half-filled walk comes back; what nobody typed follows the walk, and an announcement can be cleared", async ({ page, newPage }) => {
  const announcement = "We want to learn what helps when work gets hard.";
  await signIn(page, people().leader);
  await page.goto("/walk/new");
  const habits = page.getByRole("group", { name: "Which habit comes first?" });
  await page.getByLabel("Name", { exact: true }).fill("Stuck and unstuck");
  await page.getByLabel("What staff read beforehand").fill(announcement);
  await habits.getByRole("button", { name: "Thinking" }).click();
  await page.getByLabel("Last day").fill("2099-01-31");
  await page.getByLabel("Last day").blur();
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("link", { name: "New walk" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Stuck and unstuck");
  await expect(habits.getByRole("button", { name: "Thinking" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByLabel("Last day")).toHaveValue("2099-01-31");
  await page.getByLabel("What will you look for?").fill("what students do when they are stuck");
  await page.getByRole("button", { name: "Announce to staff" }).click();
  await expect(page.getByText(announcement)).toBeVisible();
  await sent(page);
  const address = page.url();

  // Two tablets open the form; one renames the walk, the other changes something else later.
  const other = await newPage();
  await signIn(other, people().leader);
  for (const tablet of [page, other]) {
    await tablet.goto(address);
    await tablet.getByRole("button", { name: "Change this walk" }).click();
  }
  await other.getByRole("link", { name: "Back" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Stuck, and then?");
  await page.getByLabel("What staff read beforehand").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(announcement)).toHaveCount(0);
  await other.getByRole("link", { name: /^Stuck, and then\?/ }).click({ timeout: ARRIVES_MS });
  await other.getByRole("button", { name: "Change this walk" }).click();
  await expect(other.getByLabel("Name", { exact: true })).toHaveValue("Stuck, and then?");
  await expect(other.getByLabel("What staff read beforehand")).toHaveValue("");
});

test("a cell goes round: noticed, widely, clear, not looked; looking in vain is chosen deliberately", async ({ page }) => {
  await signIn(page, people().leader);
  const draft = await VisitDraft.begin(page);
  const cell = draft.cell("Thinking", "Constructing");
  for (const mark of ["noticed", "widely", "clear", "not looked"]) {
    await cell.click();
    await expect(cell).toHaveAccessibleName(`Thinking, Constructing: ${mark}`);
  }
  await page.getByRole("button", { name: "Looked, not noticed" }).click();
  await expect(page.getByText("Now tap where you looked and did not notice it.")).toBeVisible();
  await cell.click();
  await expect(cell).toHaveAccessibleName("Thinking, Constructing: not noticed");
  // Once only: the next tap is a mark again.
  await cell.click();
  await expect(cell).toHaveAccessibleName("Thinking, Constructing: noticed");
});

test("another room parks the first; half-typed words survive a reload", async ({ page }) => {
  await signIn(page, people().leader);
  const waiting = page.getByRole("heading", { level: 2, name: TO_FINISH });
  const first = await VisitDraft.begin(page);
  await first.noticed.fill("Three tables tried a second way");
  // Nothing is waited for: the tab dies in the middle of a word.
  await page.reload();
  await first.opened();
  await expect(first.noticed).toHaveValue("Three tables tried a second way");
  await expect(page.getByText(/^Worried about a child\? Don’t write it here\./).first()).toBeVisible();
  const address = page.url();

  await page.goto("/");
  const count = Number.parseInt((await waiting.textContent()) ?? "");
  const second = await VisitDraft.begin(page, "7B");
  await second.cell("Managing", "Relating").click();
  await second.parkIt();
  await expect(waiting).toHaveText(new RegExp(`^${count + 1} to finish( today)?$`));
  await page.goto(address);
  await first.opened();
  await expect(first.noticed).toHaveValue("Three tables tried a second way");
});

test("a room that is tapped again goes on with today's draft; one that says nothing does not wait", async ({ page }) => {
  await signIn(page, people().leader);
  const back = page.getByRole("link", { name: "Back" });
  const begun = new RegExp(`^${CLASS}.*begun \\d+:\\d\\d, not shared`);
  const draft = await VisitDraft.begin(page);
  const address = page.url();
  await back.click();
  await expect(page.getByRole("heading", { name: "Rooms" })).toBeVisible();
  await expect(page.getByRole("link", { name: begun })).toHaveCount(0);

  await VisitDraft.begin(page);
  await expect(page).toHaveURL(address);
  await draft.cell("Feeling", "Talking").click();
  await back.click();
  await expect(page.getByRole("link", { name: begun })).toHaveCount(1);
  await VisitDraft.begin(page);
  await expect(page).toHaveURL(address);
  await expect(draft.cell("Feeling", "Talking")).toHaveAccessibleName("Feeling, Talking: noticed");
});

test("nothing of a draft reaches the visited teacher; once shared they read it first, reply and correct", async ({
  page,
  newPage,
}) => {
  const words = "Someone said: what else could we try?";
  const teachers = await newPage();
  const heard = listen(teachers);
  await signIn(teachers, people().teacher);
  await signIn(page, people().leader);
  const draft = await VisitDraft.begin(page);
  await draft.noticed.fill(words);
  await draft.cell("Managing", "Talking").click();
  await sent(page);
  // The teacher's tablet asks for what is new at least once after the draft has reached the server.
  await heard.another();
  expect(heard.text()).not.toContain(words);
  await expect(teachers.getByText("was shared with you")).toHaveCount(0);

  await draft.share();
  const invitation = teachers.getByRole("link", { name: `A visit to ${CLASS} was shared with you` });
  await expect(invitation).toBeVisible({ timeout: ARRIVES_MS });
  await invitation.click();
  await expect(teachers.getByText("You read it before anyone else.")).toBeVisible();
  await expect(teachers.getByText(words)).toHaveCount(0);
  await teachers.getByRole("button", { name: "Open it now" }).click();
  await expect(teachers.getByText(words)).toBeVisible();
  await expect(teachers.getByText(/^\d+ visits? this term; at most 3 were agreed Only you see this figure\.$/)).toBeVisible();

  // Who was teaching froze when it was shared, and is corrected like the rest. A box that was opened is put away again.
  await expect(teachers.getByRole("heading", { name: "Who was teaching" })).toBeVisible();
  await teachers.getByRole("button", { name: "Correct “Who was teaching”" }).click();
  await expect(teachers.getByLabel("What it should say")).toBeFocused();
  await teachers.getByRole("button", { name: "Not now" }).click();
  await expect(teachers.getByRole("button", { name: "Correct “Who was teaching”" })).toBeFocused();
  await expect(teachers.getByLabel("What it should say")).toHaveCount(0);

  await teachers.getByRole("button", { name: "Correct “Managing, Talking”" }).click();
  await teachers.getByLabel("What it should say").fill("Widely: all four tables did.");
  await teachers.getByRole("button", { name: "Put it beside" }).click();
  await teachers.getByLabel("Your reply").fill("Thank you. We are working on exactly that.");
  await teachers.getByRole("button", { name: "Send" }).click();
  await expect(teachers.getByText("Thank you. We are working on exactly that.")).toBeVisible();

  // The walker hears of it at home, and reads both; the correction stands beside the original, and the figure is nobody else's.
  const own = (tablet: Page) => tablet.getByRole("region", { name: "Visits this term" }).getByRole("link");
  await own(page).filter({ hasText: CLASS }).filter({ hasText: ANSWERED_TODAY }).click({ timeout: ARRIVES_MS });
  await expect(page).toHaveURL(teachers.url());
  const field = page.locator("section", { has: page.getByRole("heading", { name: "Managing, Talking" }) }).last();
  await expect(field).toContainText("Widely: all four tables did.", { timeout: ARRIVES_MS });
  await expect(field).toContainText("noticed");
  await expect(page.getByText("Thank you. We are working on exactly that.")).toBeVisible();
  await expect(page.getByText("Only you see this figure.")).toHaveCount(0);
  await page.getByLabel("Your answer").fill("May I come again on Thursday?");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(teachers.getByText("May I come again on Thursday?")).toBeVisible({ timeout: ARRIVES_MS });
  await teachers.getByRole("link", { name: "Back" }).click();
  await expect(own(teachers).filter({ hasText: CLASS }).first()).toContainText(ANSWERED_TODAY);
});

test("with a partner, the partner reads it first; with cover nobody does, and leaders wait for the day", async ({
  page,
  newPage,
  school,
}) => {
  const partners = await newPage();
  await signIn(page, people().leader);
  const partner = await anotherTeacher(page);
  await welcome(partners, school, partner.id);
  const teachers = await newPage();
  await signIn(teachers, people().teacher);
  const teaching = page.getByRole("dialog").getByRole("group", { name: "Teaching today" });
  const openSheet = page.getByRole("button", { name: /^Share( with .+)?$/ });
  const shareNow = page.getByRole("dialog").getByRole("button", { name: "Share it now" });

  let draft = await VisitDraft.begin(page);
  const withPartner = new URL(page.url()).pathname;
  await draft.noticed.fill("You waited until someone dared");
  await openSheet.click();
  await teaching.getByRole("button", { name: "Partner" }).click();
  await expect(shareNow).toBeDisabled();
  await page.getByRole("dialog").getByLabel("Who was there?").selectOption({ label: partner.name });
  await expect(page.getByRole("dialog").getByText(`${partner.name} reads it first: all of it.`)).toBeVisible();
  await shareNow.click();
  await expect(page.getByText(`Shared with ${partner.name}`)).toBeVisible();
  await partners.getByRole("link", { name: "was shared with you" }).click({ timeout: ARRIVES_MS });
  await partners.getByRole("button", { name: "Open it now" }).click();
  await expect(partners.getByText("You waited until someone dared")).toBeVisible();
  await expect(partners.getByText("Only you see this figure.")).toBeVisible();
  // It is the partner's visit: the class's own teacher was not visited. Once opened, adults of the class may read it.
  await expect(teachers.getByText("was shared with you")).toHaveCount(0);
  await sent(partners);
  await teachers.goto(withPartner);
  await expect(teachers.getByText("You waited until someone dared")).toBeVisible({ timeout: ARRIVES_MS });
  await expect(teachers.getByText("Only you see this figure.")).toHaveCount(0);
  await expect(teachers.getByLabel("Your reply")).toHaveCount(0);

  await page.goto("/");
  draft = await VisitDraft.begin(page);
  const withCover = new URL(page.url()).pathname;
  await draft.noticed.fill("The room ran by itself");
  await openSheet.click();
  await teaching.getByRole("button", { name: "Cover" }).click();
  await expect(page.getByRole("dialog").getByText("With cover there is no first reader.")).toBeVisible();
  await shareNow.click();
  await sent(page);
  for (const tablet of [teachers, partners]) {
    await tablet.goto(withCover);
    await expect(tablet.getByText("This visit is not on this tablet")).toBeVisible();
    await expect(tablet.getByText("The room ran by itself")).toHaveCount(0);
  }
});

test("once the agreed number is reached, walkers are told: enough; never how many", async ({ page }) => {
  await signIn(page, people().leader);
  const enough = page.getByText("Enough visits here this term");
  const room = page.getByRole("button", { name: new RegExp(`^Begin a visit: ${CLASS}(,|$)`) }).last();
  // The year of the demo may have brought some already.
  for (let visit = 0; visit < VISITS_TERM_MAX && (await room.and(page.locator("[aria-describedby]")).count()) === 0; visit += 1) {
    const draft = await VisitDraft.begin(page);
    await draft.cell("Feeling", "Talking").click();
    await draft.share();
    await sent(page);
    await page.goto("/");
    await expect(room).toBeVisible();
  }
  await expect(room).toHaveAccessibleDescription("Enough visits here this term", { timeout: ARRIVES_MS });
  await expect(enough.first()).toBeVisible();
  // It is said, and nothing is forbidden.
  const draft = await VisitDraft.begin(page);
  await expect(enough).toBeVisible();
  await draft.cell("Feeling", "Talking").click();
  await page.getByRole("button", { name: /^Share with / }).click();
  await expect(page.getByRole("dialog").getByText(/You can still share this one\.$/)).toBeVisible();
  await expect(page.getByRole("dialog")).not.toContainText(/\b\d+ visits?\b/);
});

/** A member of staff who teaches, and not the demo's own class; as the leader's directory has them. */
async function anotherTeacher(page: Page): Promise<{ id: string; name: string }> {
  return page.evaluate(async (className) => {
    const directory = await (await fetch("/api/directory")).json();
    const own = directory.classes.find((card: { name: string }) => card.name === className);
    const others = directory.classes.filter((card: { teacher?: string; adults: string[] }) => card.teacher && !own.adults.includes(card.teacher));
    const { teacher } = others.at(-1);
    return directory.staff.find((person: { id: string }) => person.id === teacher);
  }, CLASS);
}

/** Counts taps on the page from now on. */
async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as unknown as { taps: number };
    counted.taps = 0;
    window.addEventListener("click", (event) => (counted.taps += event.isTrusted ? 1 : 0), { capture: true });
  });
  return () => page.evaluate(() => (window as unknown as { taps: number }).taps);
}

/** Listens to everything that a page's server tells it. */
function listen(page: Page) {
  const told: string[] = [];
  let pulls = 0;
  page.on("response", async (response) => {
    if (!response.url().includes("/api/")) return;
    told.push(await response.text().catch(() => ""));
    if (response.url().includes("/api/sync/")) pulls += 1;
  });
  return {
    text: () => told.join("\n"),
    async another() {
      const before = pulls;
      await expect.poll(() => pulls, { timeout: ARRIVES_MS }).toBeGreaterThan(before + 1);
    },
  };
}
