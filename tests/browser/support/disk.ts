import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";

/** What a browser keeps for the sites that it shows, in its profile. */
const KEPT_FOR_SITES = ["IndexedDB", "Local Storage", "Session Storage", "Service Worker", "WebStorage"];

/** Which of these words are in the files that the browser of `profile` keeps for sites, in whatever encoding it writes them. */
export function wordsOnDisk(profile: string, words: readonly string[]): string[] {
  const folders = KEPT_FOR_SITES.map((name) => join(profile, "Default", name));
  const files = folders.flatMap(filesIn).map((file) => readFileSync(file));
  const isThere = (word: string) =>
    (["utf8", "utf16le"] as const).some((encoding) => files.some((file) => file.includes(Buffer.from(word, encoding))));
  return words.filter(isThere);
}

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Has the page keep a word plainly, as bytes in a database and as text: what looks for words on the disk has to find these. */
export async function keepPlainly(page: Page, inDatabase: string, inStorage: string): Promise<void> {
  await page.evaluate(
    async ([inDatabase, inStorage]) => {
      localStorage.setItem("plain", inStorage);
      const opening = indexedDB.open("plain", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("plain");
      const database = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
      const transaction = database.transaction("plain", "readwrite", { durability: "strict" });
      transaction.objectStore("plain").put(new TextEncoder().encode(inDatabase), 1);
      await new Promise((done) => (transaction.oncomplete = done));
      database.close();
    },
    [inDatabase, inStorage],
  );
}

/** How many rows of the store of whoever uses the tablet are sealed, and how many are not. */
export async function rowsOnDisk(page: Page): Promise<{ sealed: number; plain: number }> {
  return page.evaluate(async () => {
    const SEALED = 0x80;
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
    const rows = { sealed: 0, plain: 0 };
    for (const name of names.filter((name) => /^limber-[0-9a-f]{32}$/.test(name))) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const values: Uint8Array[] = await done(database.transaction(store).objectStore(store).getAll());
        for (const value of values) rows[value[0] === SEALED ? "sealed" : "plain"] += 1;
      }
      database.close();
    }
    return rows;
  });
}
