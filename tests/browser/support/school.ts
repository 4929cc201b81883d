import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, cpSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { demoSchool } from "./demo-school.ts";
import { limber } from "./programs.ts";
import { newLog } from "./quiet.ts";

/** How the server says that it is ready. */
const LISTENING = /http:\/\/127\.0\.0\.1:(\d+)/;

/** How long a server may take to stop. */
const STOPS_MS = 10_000;

/** A server of its own on a copy of the demo school. It can be stopped and started again at the same address. */
export class School {
  private server: ChildProcess | undefined;
  private port = 0;
  private readonly log = newLog();

  private constructor(readonly data: string) {}

  /** Copies the demo school and starts. */
  static async open(): Promise<School> {
    const data = mkdtempSync(join(tmpdir(), "limber-school-"));
    cpSync(demoSchool, data, { recursive: true });
    const school = new School(data);
    await school.start();
    return school;
  }

  /** Where it answers, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts, and returns once it answers. */
  async start(): Promise<void> {
    const log = openSync(this.log, "a");
    const server = spawn(limber, ["serve", "--listen", `127.0.0.1:${this.port}`, "--data", this.data], {
      stdio: ["ignore", "pipe", log],
      env: { ...process.env, LIMBER_LOG: "info,server=debug" },
    });
    closeSync(log);
    this.server = server;
    for await (const line of createInterface({ input: server.stdout })) {
      const port = LISTENING.exec(line)?.[1];
      if (port === undefined) continue;
      this.port = Number(port);
      server.stdout.resume();
      return;
    }
    throw new Error("limber serve ended before it listened");
  }

  /** Stops the way an operator does, and returns once it has ended. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server || server.exitCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    const patience = setTimeout(() => server.kill("SIGKILL"), STOPS_MS);
    await ended;
    clearTimeout(patience);
  }

  /** Stops and forgets everything. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
