import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

/** Where distributions keep the small browser that WebKitWebDriver drives. */
const LIBRARIES = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/libexec"];
const DRIVER = "/usr/bin/WebKitWebDriver";
/** How long something may take to be there. */
const PATIENCE_MS = 15_000;
/** How often it is looked for. */
const LOOK_EVERY_MS = 50;
/** The size of an iPad's page, and a display that has room for it and the browser's own bars. */
const WINDOW = { width: 820, height: 1180 };
const DISPLAY = "-screen 0 1024x1366x24";
/** How a W3C driver names an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The browser, if this machine has everything that is needed to drive it. */
export function miniBrowser(): string | undefined {
  if (!existsSync(DRIVER) || !existsSync("/usr/bin/xvfb-run")) return undefined;
  const folders = LIBRARIES.filter((folder) => existsSync(folder));
  const programs = folders.flatMap((folder) => {
    const versions = readdirSync(folder).filter((name) => name.startsWith("webkit2gtk-") || name.startsWith("webkitgtk-"));
    return versions.map((version) => join(folder, version, "MiniBrowser"));
  });
  return programs.find((program) => existsSync(program));
}

/** WebKit, the engine of iPads, through the little of W3C WebDriver that a journey needs. */
export class WebKit {
  private constructor(
    private readonly driver: ChildProcess,
    private readonly session: string,
  ) {}

  /** Starts the browser with nothing in it. */
  static async open(browser: string): Promise<WebKit> {
    const port = await freePort();
    const command = ["-a", "-s", DISPLAY, DRIVER, `--port=${port}`];
    // A group of its own: the driver, the display and the browser end together.
    const driver = spawn("xvfb-run", command, { stdio: "ignore", detached: true });
    const base = `http://127.0.0.1:${port}`;
    const options = { binary: browser, args: ["--automation"] };
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
    await until("the driver answers", async () => (await fetch(`${base}/status`).catch(() => undefined))?.ok);
    const { sessionId } = (await call("POST", `${base}/session`, { capabilities })) as { sessionId: string };
    const webkit = new WebKit(driver, `${base}/session/${sessionId}`);
    await webkit.post("timeouts", { script: PATIENCE_MS, pageLoad: PATIENCE_MS });
    await webkit.post("window/rect", WINDOW);
    return webkit;
  }

  /** Opens an address. */
  async goto(url: string): Promise<void> {
    await this.post("url", { url });
  }

  /** Loads the page again. */
  async reload(): Promise<void> {
    await this.post("refresh", {});
  }

  /** Closes the window and opens another on `url`: what is left is what the browser keeps. */
  async reopenWindow(url: string): Promise<void> {
    const old = await this.get("window");
    const { handle } = (await this.post("window/new", { type: "window" })) as { handle: string };
    await this.post("window", { handle: old });
    await call("DELETE", `${this.session}/window`);
    await this.post("window", { handle });
    await this.post("window/rect", WINDOW);
    await this.goto(url);
  }

  /** Runs a function in the page. */
  async evaluate<T>(script: (...args: never[]) => T | Promise<T>, ...args: unknown[]): Promise<T> {
    const body = `const done = arguments[arguments.length - 1];
      Promise.resolve((${script})(...Array.prototype.slice.call(arguments, 0, -1))).then(done, (e) => done(String(e)));`;
    return (await this.post("execute/async", { script: body, args })) as T;
  }

  /** Waits until a function says yes in the page. */
  async expect(what: string, script: (...args: never[]) => boolean | Promise<boolean>, ...args: unknown[]): Promise<void> {
    await until(what, () => this.evaluate(script, ...args).catch(() => false));
  }

  /** Waits until `text` can be read on the page. */
  async expectText(text: string): Promise<void> {
    await this.expect(`"${text}" is on the page`, (wanted: string) => document.body.innerText.includes(wanted), text);
  }

  /** Taps the first thing that matches `selector` and whose accessible name or text begins with `name`. */
  async tap(selector: string, name = ""): Promise<void> {
    const element = await this.find(selector, name);
    await this.post(`element/${element}/click`, {});
  }

  /** Types into an empty field. */
  async type(selector: string, text: string): Promise<void> {
    const element = await this.find(selector, "");
    await this.post(`element/${element}/value`, { text });
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    await call("DELETE", this.session).catch(() => undefined);
    if (this.driver.pid && this.driver.exitCode === null) {
      process.kill(-this.driver.pid, "SIGTERM");
      await once(this.driver, "exit");
    }
  }

  private async find(selector: string, name: string): Promise<string> {
    let element: Record<string, string> | null = null;
    await until(`there is a ${selector} "${name}"`, async () => {
      const script = `return ${pick}(arguments[0], arguments[1])`;
      element = (await this.post("execute/sync", { script, args: [selector, name] })) as typeof element;
      return element !== null;
    });
    return element![ELEMENT];
  }

  private get(path: string): Promise<unknown> {
    return call("GET", `${this.session}/${path}`);
  }

  private post(path: string, body: unknown): Promise<unknown> {
    return call("POST", `${this.session}/${path}`, body);
  }
}

/** Runs in the page. */
function pick(selector: string, name: string): Element | null {
  const called = (element: Element) => element.getAttribute("aria-label") ?? element.textContent ?? "";
  const all = [...document.querySelectorAll(selector)];
  return all.find((element) => called(element).trim().startsWith(name)) ?? null;
}

async function call(method: string, url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const { value } = (await answer.json()) as { value: unknown };
  if (!answer.ok) throw new Error(`${method} ${new URL(url).pathname}: ${JSON.stringify(value)}`);
  return value;
}

async function until(what: string, check: () => Promise<boolean | undefined>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((later) => setTimeout(later, LOOK_EVERY_MS));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
