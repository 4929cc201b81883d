import { expect, type Locator, type Page } from "@playwright/test";
import { Lesson } from "./lesson.ts";
import { CLASS, people, signIn } from "./people.ts";

interface ClassCard {
  id: string;
  name: string;
  adults: string[];
}

/** What an administrator decides about. */
export class SetAside {
  readonly said: Locator;

  constructor(readonly page: Page) {
    this.said = page.getByRole("status").filter({ hasText: /^(Kept|Discarded|The server could not keep)/ });
  }

  /** Opens it from the administrator's home page, where it says how much waits. */
  static async open(page: Page, waiting: string): Promise<SetAside> {
    await page.goto("/");
    await page.getByRole("link", { name: waiting }).click();
    const aside = new SetAside(page);
    await expect(page.getByRole("heading", { level: 1, name: "Set aside" })).toBeVisible();
    return aside;
  }

  /** What is alike, by its heading. */
  group(title: string | RegExp): Locator {
    return this.page.getByRole("region", { name: title });
  }

  /** Keeps it as it is. */
  async keep(title: string | RegExp): Promise<void> {
    await this.group(title).getByRole("button", { name: "Keep", exact: true }).click();
  }

  /** Opens the sheet that asks for another class. */
  async askForClass(title: string | RegExp): Promise<Locator> {
    await this.group(title).getByRole("button", { name: "Keep in another class" }).click();
    return this.page.getByRole("dialog", { name: "Keep in another class" });
  }

  /** Opens the sheet that asks whether to discard it. */
  async askToDiscard(title: string | RegExp): Promise<Locator> {
    await this.group(title).getByRole("button", { name: "Discard" }).click();
    return this.page.getByRole("dialog", { name: /^Discard .+\?$/ });
  }

  /** Discards it, and waits until that is done. */
  async discard(title: string | RegExp): Promise<void> {
    const sheet = await this.askToDiscard(title);
    await sheet.getByRole("button", { name: "Discard" }).click();
    await expect(this.said).toContainText("Discarded.");
    await expect(this.group(title)).toHaveCount(0);
  }
}

/**
 * A teacher signs in on a tablet that takes `CLASS` for a class of others, as if it had not heard of an import: what is recorded
 * there is held. Returns that class's name.
 */
export async function signInMistaken(page: Page, administrators: Page): Promise<string> {
  const classes: ClassCard[] = await administrators.evaluate(async () => (await (await fetch("/api/directory")).json()).classes);
  const own = classes.find((card) => card.name === CLASS)!;
  const other = classes.find((card) => !card.adults.some((adult) => own.adults.includes(adult)))!;
  await page.addInitScript(
    ([own, other]) => {
      const fetched = window.fetch;
      window.fetch = async (...args) => {
        const answer = await fetched(...args);
        if (args[0] !== "/api/directory" || !answer.ok) return answer;
        const { status, headers } = answer;
        return new Response((await answer.text()).replaceAll(own, other), { status, headers });
      };
    },
    [own.id, other.id],
  );
  await signIn(page, people().teacher);
  return other.name;
}

/** Records a sighting, and somebody away, which is taken back: three things, none of which the server can place. */
export async function recordAstray(page: Page): Promise<string> {
  const lesson = await Lesson.open(page);
  const [seen, away] = await lesson.names();
  await lesson.take("Chooses it");
  await lesson.see(seen);
  await lesson.putDown("Chooses it");
  await page.getByRole("button", { name: "Away", exact: true }).click();
  await lesson.tile(away).click();
  await lesson.undo.click();
  await expect(page.getByRole("banner").getByRole("link", { name: "3 need attention" })).toBeVisible();
  return seen;
}

/** Chooses a file on the sync sheet, with the keyboard, and waits for what is said of it. */
export async function bringIn(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<Locator> {
  const region = page.getByRole("main").locator("section").filter({ has: page.getByRole("heading", { name: "Bring in a saved file" }) });
  const chooser = page.waitForEvent("filechooser");
  await page.getByLabel("Choose the file").focus();
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file);
  return region.getByRole("status");
}

/** Saves what is unsent, as the sync sheet offers it; the path of the file. */
export async function saveUnsent(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save what is unsent as a file" }).click();
  return (await download).path();
}
