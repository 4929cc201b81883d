import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, type Page } from "@playwright/test";

/** What names the build in the service worker. */
const BUILD = /limber-build:([0-9a-f]{16})/g;

/** Each request has a connection of its own: one that the school has just closed would be an answer that never comes. */
const agent = new Agent({ keepAlive: false });

/** How long a new version may take to come down: all of it, not compressed, while other journeys go on. */
const COMES_DOWN_MS = 60_000;

/** How long one look for it may go without an answer. */
const LOOK_MS = 5_000;

/**
 * Waits until a page offers the new version, as somebody does who looks at it now and then. Once may not be enough: a browser
 * that is looking already, since before there was a new version, does not begin another time.
 */
export async function offered(page: Page): Promise<void> {
  await expect(async () => {
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect(page.locator("html")).toHaveAttribute("data-update", "ready", { timeout: LOOK_MS });
  }).toPass({ timeout: COMES_DOWN_MS });
}

/** Stands before a school and, once told so, makes its service worker that of a newer build of the same files. */
export class NewerBuild {
  private newer = "";
  private away = false;

  private constructor(
    private readonly server: Server,
    private readonly school: string,
  ) {}

  static async before(school: string): Promise<NewerBuild> {
    const server = createServer();
    const proxy = new NewerBuild(server, school);
    server.on("request", (from, to) => proxy.pass(from, to));
    await once(server.listen(0, "127.0.0.1"), "listening");
    return proxy;
  }

  /** Where the school is to be opened. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on there is a newer build, called `build`. */
  release(build: string): void {
    this.newer = build;
  }

  /** Whether the school answers: if not, only the app's files come. */
  setAway(away: boolean): void {
    this.away = away;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private pass(from: IncomingMessage, to: ServerResponse): void {
    if (this.away && from.url?.startsWith("/api/")) {
      to.destroy();
      return;
    }
    const headers = { ...from.headers, "accept-encoding": "identity" };
    const onward = request(this.school + from.url, { agent, method: from.method, headers }, async (answer) => {
      if (from.url !== "/sw.js" || !this.newer) {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
        return;
      }
      const { "content-length": _, ...rest } = answer.headers;
      const text = (await answer.toArray()).join("");
      to.writeHead(answer.statusCode ?? 502, rest).end(text.replace(BUILD, `limber-build:${this.newer}`));
    });
    onward.on("error", () => to.destroy());
    from.pipe(onward);
  }
}
