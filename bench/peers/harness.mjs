// What every measurement needs: processes of their own, a proxy that counts bytes, one clock.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import net from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const LOOPBACK = "127.0.0.1";
const CALL_LIMIT_MS = 120_000;
const EXIT_LIMIT_MS = 5_000;
const SILENCE_MS = 500;
const SILENCE_TRIES = 40;
const SYNC_CALLS = ["fsync", "fdatasync", "sync_file_range", "msync"];
const SYNC_LINE = new RegExp(`\\b(${SYNC_CALLS.join("|")})\\(`, "g");

// All engines run on the Node that package.json pins: better-sqlite3 13 needs 22 or newer, and none shall have an older one than another.
const NODE = join(import.meta.dirname, `node_modules/node-linux-${process.arch}/bin/node`);
// Automerge's throttle asks for times that have passed, and each connection of y-websocket listens for the end of the process.
const QUIET = ["--disable-warning=TimeoutNegativeWarning", "--disable-warning=MaxListenersExceededWarning"];
const HOST = join(import.meta.dirname, "host.mjs");

export const hasStrace = process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, "strace")));

/** Milliseconds of the machine's monotonic clock, which all processes share. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

/** The nearest-rank percentile. */
export const percentile = (values, p) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * p) - 1];

/** What must come out of a pull as it went into the push: to find it, each record has to be read. */
export function digest(records) {
  let count = 0;
  let noteLetters = 0;
  for (const { note } of records) {
    count += 1;
    noteLetters += note?.length ?? 0;
  }
  return { count, noteLetters };
}

/** A server or a client of an engine, in a process of its own. */
class Host {
  #child;
  #calls = 0;
  #waiting = new Map();
  #exit;

  constructor(command, options) {
    this.#child = spawn(command[0], command.slice(1), options);
    this.#child.on("message", ({ id, error, ...reply }) => {
      const { resolve, reject } = this.#waiting.get(id);
      if (error) reject(new Error(error));
      else resolve(reply);
    });
    this.#exit = new Promise((resolve) => {
      const ended = (reason) => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`${command.join(" ")} ended: ${reason}`));
        resolve();
      };
      this.#child.on("error", ended);
      this.#child.on("exit", (code, signal) => ended(signal ?? code));
    });
  }

  /** Answers `{value, began, ended}`: the times are taken in the process, so that they leave this conversation out. */
  async call(method, ...args) {
    const id = this.#calls++;
    let limit;
    try {
      return await new Promise((resolve, reject) => {
        limit = setTimeout(() => reject(new Error(`${method} took over ${CALL_LIMIT_MS} ms`)), CALL_LIMIT_MS);
        this.#waiting.set(id, { resolve, reject });
        this.#child.send({ id, method, args });
      });
    } finally {
      clearTimeout(limit);
      this.#waiting.delete(id);
    }
  }

  async end() {
    // A host exits when nobody is left to ask it anything.
    if (this.#child.connected) this.#child.disconnect();
    const limit = setTimeout(() => this.#child.kill("SIGKILL"), EXIT_LIMIT_MS);
    await this.#exit;
    clearTimeout(limit);
  }
}

/** All that one measurement starts; `close` ends it. */
export class Bench {
  #engine;
  #closers = [];

  constructor(engine, folder) {
    this.#engine = engine;
    this.folder = folder;
  }

  #start(role, ...before) {
    const command = [...before, NODE, ...QUIET, HOST, role, this.#engine];
    // Engines may write to stdout, which belongs to the result.
    const host = new Host(command, { cwd: this.folder, stdio: ["ignore", 2, 2, "ipc"] });
    this.#closers.push(() => host.end());
    return host;
  }

  server() {
    return this.#start("server");
  }

  client() {
    return this.#start("client");
  }

  /** A server under strace, and how often it has forced something to the disk so far. */
  tracedServer() {
    const log = join(this.folder, "strace.log");
    const host = this.#start("server", "strace", "-f", "--seccomp-bpf", "-e", `trace=${SYNC_CALLS}`, "-o", log);
    // A call that strace shows in two lines counts once: the name in the second is followed by no parenthesis.
    const syncs = async () => (await readFile(log, "utf8")).match(SYNC_LINE)?.length ?? 0;
    return { host, syncs };
  }

  /** Passes everything on to `port`, and counts what passes. */
  async proxy(port) {
    const bytes = { up: 0, down: 0 };
    const sockets = new Set();
    const pass = (from, to, direction) => {
      sockets.add(from);
      from.setNoDelay(true);
      from.on("data", (chunk) => (bytes[direction] += chunk.length));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.end();
      });
      from.pipe(to);
    };
    const listener = net.createServer((client) => {
      const server = net.connect(port, LOOPBACK);
      pass(client, server, "up");
      pass(server, client, "down");
    });
    listener.listen(0, LOOPBACK);
    await once(listener, "listening");
    this.#closers.push(() => {
      listener.close();
      for (const socket of sockets) socket.destroy();
    });
    /** What follows a measurement, such as an echo to its sender, shall not count in the next. */
    const silence = async () => {
      let before;
      for (let tries = 0; tries < SILENCE_TRIES && before !== bytes.up + bytes.down; tries++) {
        before = bytes.up + bytes.down;
        await delay(SILENCE_MS);
      }
    };
    return { port: listener.address().port, bytes, silence };
  }

  async close() {
    // Clients before the server that they talk to.
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
