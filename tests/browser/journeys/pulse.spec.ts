import { people, signIn } from "../support/people.ts";
import { ask, Pulse } from "../support/pulse.ts";
import { drawn } from "../support/tablet.ts";
import { expect, test } from "../support/test.ts";

const TITLE = "Our vision";
const OWN = "I know whom to ask.";

test("a leader asks, staff answer once, and nothing is shown before it has closed", async ({ page, newPage }) => {
  await signIn(page, people().leader);
  await ask(page, TITLE, OWN);

  const teachers = await newPage();
  await signIn(teachers, people().teacher);
  await teachers.getByRole("region", { name: "Pulse" }).getByRole("link").click();
  await expect(teachers.getByRole("heading", { name: "Ask the staff" })).toHaveCount(0);
  const pulse = new Pulse(teachers, TITLE);
  await expect(pulse.region).toContainText("Nobody can see what you answer");
  await pulse.say(OWN, "Mostly");
  // Without a network it says so, and what was filled in stays.
  await teachers.context().setOffline(true);
  await pulse.send();
  await expect(teachers.getByRole("alert").filter({ hasText: "What you filled in stays here" })).toBeVisible();
  await teachers.context().setOffline(false);
  await pulse.send();
  await expect(teachers.getByText("Thank you: your answers are counted.")).toBeFocused();
  await expect(pulse.region).toContainText("You have answered.");
  await teachers.reload();
  await expect(pulse.region).toContainText("You have answered.");
  await page.reload();
  await expect(new Pulse(page, TITLE).region).not.toContainText("Mostly 1");
});

test("families answer by a link without signing in", async ({ page, newPage }) => {
  await signIn(page, people().leader);
  await ask(page, TITLE, OWN);
  const { region } = new Pulse(page, TITLE);
  await region.getByText("Ask people who do not sign in").click();
  await region.getByRole("button", { name: "Families" }).click();
  const address = await region.getByText(/\/answer#[0-9a-f]{32}$/).innerText();

  const families = await newPage();
  await families.goto(address);
  await drawn(families);
  await expect(families.getByRole("heading", { level: 1, name: TITLE })).toBeVisible();
  const answer = new Pulse(families, TITLE);
  await answer.say(OWN, "Very much");
  await answer.send();
  await expect(families.getByRole("heading", { name: "Thank you: your answers are counted." })).toBeVisible();
  expect(await families.context().cookies()).toEqual([]);

  await region.getByRole("button", { name: "Families" }).click();
  await expect(region.getByText(address)).toHaveCount(0);
  await families.reload();
  await expect(families.getByRole("heading", { name: "This link is not open" })).toBeVisible();
});
