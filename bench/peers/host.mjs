// One process of one engine: `host.mjs server|client ENGINE`, asked over IPC by harness.mjs.

import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { digest, now } from "./harness.mjs";

const [role, engine] = process.argv.slice(2);
const { Client, serve, durableAtAck } = await import(`./${engine}.mjs`);

class ServerHost {
  #running;

  async listen(folder) {
    this.#running = await serve(folder);
    // Only engines that acknowledge nothing have to be asked what the server holds.
    return { port: this.#running.port, acknowledges: !this.#running.holds, durableAtAck };
  }

  /** Ends when the server itself can read `count` records in each space. */
  async holds(spaces, count) {
    await Promise.all(spaces.map((space) => this.#running.holds(space, count)));
  }

  async peakMiB() {
    const [, kib] = (await readFile("/proc/self/status", "utf8")).match(/VmHWM:\s+(\d+)/);
    return Number(kib) / 1024;
  }
}

class ClientHost {
  #own;
  #crowd;
  #arrivals = new Map();
  #arrival = new EventEmitter();

  /** A device that has all records of a file, and has never been online. */
  async fill(port, space, file) {
    const records = JSON.parse(await readFile(file, "utf8"));
    this.#own = new Client(port, space);
    await this.#own.fill(records.map((record, i) => [String(i).padStart(6, "0"), record]));
  }

  async push() {
    await this.#own.push();
  }

  /** A device that has nothing; ends when each record has been read. */
  async pull(port, space) {
    this.#own = new Client(port, space);
    return digest(await this.#own.pull());
  }

  async listen() {
    await this.#own.listen((key) => {
      this.#arrivals.set(key, now());
      this.#arrival.emit(key);
    });
  }

  async write(key, record) {
    await this.#own.write(key, record);
  }

  /** When the record of another device could be read here. */
  async arrived(key) {
    if (!this.#arrivals.has(key)) await once(this.#arrival, key);
    return this.#arrivals.get(key);
  }

  async openCrowd(port, spaces) {
    this.#crowd = await Promise.all(
      spaces.map(async (space) => {
        const client = new Client(port, space);
        await client.open();
        return { client, space };
      }),
    );
  }

  /** All write at once, each one record after the other. */
  async writeAsCrowd(entries) {
    await Promise.all(
      this.#crowd.map(async ({ client, space }) => {
        for (const [key, record] of entries) {
          await client.write(`${space}-${key}`, record);
          // Where nothing is acknowledged, writing never waits: here the others and the network get their turn.
          await setImmediate();
        }
      }),
    );
  }
}

const host = role === "server" ? new ServerHost() : new ClientHost();

process.on("message", async ({ id, method, args }) => {
  const began = now();
  try {
    const value = await host[method](...args);
    process.send({ id, value, began, ended: now() });
  } catch (error) {
    process.send({ id, error: error.stack });
  }
});
process.on("disconnect", () => process.exit());
