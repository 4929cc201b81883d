// Measures one other sync engine as ours is measured, and prints one JSON object. README.md says what each figure means.
//
//     node run.mjs --peer pouchdb|yjs|automerge|tinybase --records FILE [--ops N] [--clients N]

import { deepStrictEqual } from "node:assert";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Bench, digest, hasStrace, percentile } from "./harness.mjs";

const PEERS = ["pouchdb", "yjs", "automerge", "tinybase"];
const SPACE = "school";
const WARM_UP_OPS = 20;
const CROWD_PROCESSES = 4;
const CROWD_OPS = 100;

const { values: options } = parseArgs({
  options: {
    peer: { type: "string" },
    records: { type: "string" },
    ops: { type: "string", default: "200" },
    clients: { type: "string", default: "64" },
  },
});
const ops = Number(options.ops);
const clients = Number(options.clients);
if (!PEERS.includes(options.peer) || !options.records || !(ops > 0) || !(clients > 0)) {
  console.error(`usage: node run.mjs --peer ${PEERS.join("|")} --records FILE [--ops N] [--clients N]`);
  process.exit(2);
}

const file = resolve(options.records);
const records = JSON.parse(await readFile(file, "utf8"));

async function inFreshFolder(measure) {
  const folder = await mkdtemp(join(tmpdir(), `peer-${options.peer}-`));
  const bench = new Bench(options.peer, folder);
  try {
    return await measure(bench);
  } finally {
    await bench.close();
    await rm(folder, { recursive: true });
  }
}

/** A device that has all records, and nobody else has one. */
async function filled(bench, port) {
  const device = bench.client();
  await device.call("fill", port, SPACE, file);
  return device;
}

/** It pushes them: seconds until the server has acknowledged the last, or holds it. */
async function push(device, server, { acknowledges }) {
  const [held, pushed] = await Promise.all([
    acknowledges ? undefined : server.call("holds", [SPACE], records.length),
    device.call("push"),
  ]);
  return ((held ?? pushed).ended - pushed.began) / 1000;
}

/** A device that has nothing fetches all: seconds until it has read each. */
async function pull(device, port) {
  const { value, began, ended } = await device.call("pull", port, SPACE);
  deepStrictEqual(value, digest(records));
  return (ended - began) / 1000;
}

/** One device writes, and another, which listens, can read it: milliseconds of each, one after the other. */
async function singleOps(writer, listener) {
  await listener.call("listen");
  const times = [];
  for (let i = 0; i < WARM_UP_OPS + ops; i++) {
    const key = `op-${i}`;
    const [written, { value: readable }] = await Promise.all([
      writer.call("write", key, records[i % records.length]),
      listener.call("arrived", key),
    ]);
    times.push(readable - written.began);
  }
  return times.slice(WARM_UP_OPS);
}

/** Many devices at once, each with a space of its own, so that nobody pays for what others are told: operations per second. */
async function crowd(bench, server, { port, acknowledges }) {
  const spaces = Array.from({ length: clients }, (_, i) => `device-${i}`);
  const parts = Array.from({ length: CROWD_PROCESSES }, (_, part) => ({
    host: bench.client(),
    spaces: spaces.filter((_, i) => i % CROWD_PROCESSES === part),
  }));
  await Promise.all(parts.map(({ host, spaces }) => host.call("openCrowd", port, spaces)));

  let total = 0;
  const write = async (count) => {
    const entries = Array.from({ length: count }, (_, i) => [total + i, records[i % records.length]]);
    total += count;
    const [held, ...written] = await Promise.all([
      acknowledges ? undefined : server.call("holds", spaces, total),
      ...parts.map(({ host }) => host.call("writeAsCrowd", entries)),
    ]);
    const began = Math.min(...written.map(({ began }) => began));
    const ended = held?.ended ?? Math.max(...written.map(({ ended }) => ended));
    return (clients * count) / ((ended - began) / 1000);
  };
  await write(WARM_UP_OPS);
  return write(CROWD_OPS);
}

/** How often the server forces something to the disk during a push: a run of its own, because tracing slows it. */
async function diskSyncs(bench) {
  const { host, syncs } = bench.tracedServer();
  const { value: server } = await host.call("listen", bench.folder);
  const device = await filled(bench, server.port);
  const before = await syncs();
  await push(device, host, server);
  return (await syncs()) - before;
}

async function all(bench) {
  const server = bench.server();
  const { value: direct } = await server.call("listen", bench.folder);
  const proxy = await bench.proxy(direct.port);
  const proxied = { ...direct, port: proxy.port };

  const first = await filled(bench, proxy.port);
  const upBefore = proxy.bytes.up;
  const pushSeconds = await push(first, server, proxied);
  const up = proxy.bytes.up - upBefore;
  await proxy.silence();

  const second = bench.client();
  const downBefore = proxy.bytes.down;
  const pullSeconds = await pull(second, proxy.port);
  const down = proxy.bytes.down - downBefore;
  await proxy.silence();

  const times = await singleOps(first, second);
  await first.end();
  await second.end();
  const perSecond = await crowd(bench, server, proxied);
  const { value: peakMiB } = await server.call("peakMiB");

  return {
    durableAtAck: direct.durableAtAck,
    figures: {
      push_10k_s: pushSeconds,
      pull_10k_s: pullSeconds,
      bytes_up_per_entry: up / records.length,
      bytes_down_per_entry: down / records.length,
      one_op_p50_ms: percentile(times, 0.5),
      one_op_p99_ms: percentile(times, 0.99),
      clients64_single_ops_per_s: perSecond,
      server_rss_mb: peakMiB,
    },
  };
}

const { figures, durableAtAck } = await inFreshFolder(all);
const syncs = hasStrace ? await inFreshFolder(diskSyncs) : null;
console.log(
  JSON.stringify({
    peer: options.peer,
    ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(5))])),
    disk_syncs: syncs,
    durable_at_ack: durableAtAck,
  }),
);
