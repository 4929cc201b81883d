import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as playwright, expect, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";
import { chromium } from "./programs.ts";

/** What kind of device it is. */
export interface TabletOptions extends BrowserContextOptions {
  /** Other tools may drive the browser through this port of the machine. */
  remoteDebuggingPort?: number;
}

type LaunchOptions = Parameters<typeof playwright.launchPersistentContext>[1];

/** A device that keeps what it has when its browser is closed and opened again. */
export class Tablet {
  private context: BrowserContext | undefined;
  /** The browser was killed, and has not been started since. */
  private killed = false;

  constructor(
    private readonly url: string,
    private readonly options: TabletOptions = {},
    private readonly profile = mkdtempSync(join(tmpdir(), "limber-tablet-")),
  ) {}

  /**
   * Opens the browser (again) on a path of the school. `offline`: without a network from the first moment on. `time`: what
   * the device's clock says then, in milliseconds since 1970.
   */
  async open(path: string, { offline = false, time }: { offline?: boolean; time?: number } = {}): Promise<Page> {
    const { remoteDebuggingPort, ...options } = this.options;
    const listening = remoteDebuggingPort ? [`--remote-debugging-port=${remoteDebuggingPort}`] : [];
    const context = await this.start({
      ...chromium,
      args: [...(chromium.args ?? []), ...listening],
      ...options,
      baseURL: this.url,
    });
    this.context = context;
    await context.setOffline(offline);
    if (time !== undefined) await context.clock.install({ time });
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(path);
    return page;
  }

  /** Starts the browser. One that was killed may die once more as it starts, of what it finds: whoever sees that starts it again. */
  private async start(options: LaunchOptions): Promise<BrowserContext> {
    const start = () => playwright.launchPersistentContext(this.profile, options);
    if (!this.killed) return start();
    this.killed = false;
    return start().catch(start);
  }

  /** Takes the network away, or gives it back. */
  async setOffline(offline: boolean): Promise<void> {
    await this.context?.setOffline(offline);
    // Pages that were opened while it was away are told by a device, but not by this emulation.
    const event = offline ? "offline" : "online";
    for (const page of this.context?.pages() ?? []) {
      await page.evaluate((event) => window.dispatchEvent(new Event(event)), event);
    }
  }

  /** Closes the browser. What it has stored stays. */
  async shut(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
  }

  /** Ends the browser in the middle of whatever it does, as a battery that runs out would. */
  async kill(): Promise<void> {
    const context = this.context;
    this.context = undefined;
    if (!context) return;
    this.killed = true;
    const closed = once(context, "close");
    for (const pid of processesWith(`--user-data-dir=${this.profile}`)) process.kill(pid, "SIGKILL");
    await closed;
  }

  /** The folder with everything that the browser has on the disk. */
  get folder(): string {
    return this.profile;
  }

  /** Closes the browser and forgets the device. */
  async dispose(): Promise<void> {
    await this.shut();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** The processes of this machine that were started with an argument; none that has ended meanwhile. */
function processesWith(argument: string): number[] {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(argument);
    } catch {
      return false;
    }
  });
}

/** Waits until the service worker holds the whole app, after which no network is needed. */
export async function kept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.ready.then((ready) => ready.active?.state === "activated"));
}

/** Waits until the app runs and has drawn itself, whichever page it is on. */
export async function drawn(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-started", /hydrated|mounted/);
  await expect(page.getByRole("main")).toBeVisible();
}

/** How many unsent entries are on the tablet's disk. */
export async function unsent(page: Page): Promise<number> {
  return page.evaluate(async () => {
    // Beside it are the keys of the stores on this tablet.
    const name = (await indexedDB.databases()).map(({ name }) => name).find((name) => /^limber-[0-9a-f]{32}$/.test(name ?? ""));
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open(name!));
    const rows = await done(database.transaction("outbox").objectStore("outbox").count());
    database.close();
    return rows;
  });
}
