// TinyBase on devices, and with better-sqlite3 as the server.

import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import Database from "better-sqlite3";
import { createMergeableStore } from "tinybase";
import { createBetterSqlite3Persister } from "tinybase/persisters/persister-better-sqlite3";
import { createWsSynchronizer } from "tinybase/synchronizers/synchronizer-ws-client";
import { createWsServer } from "tinybase/synchronizers/synchronizer-ws-server";
import { WebSocket, WebSocketServer } from "ws";

const TABLE = "records";
// With its default of one second, 10,000 records can be late on a busy machine, and TinyBase does not ask again.
const ANSWER_LIMIT_S = 5;
// By default it looks each second for what others wrote into its file, takes its own writes for such, and sends the whole store to all.
const NEVER_S = 86_400;

// Nothing is acknowledged, and a store is saved after it has been sent on.
export const durableAtAck = false;

export async function serve(folder) {
  const database = new Database(join(folder, "stores.sqlite"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");

  const stores = new Map();
  const storeOf = (space) => {
    if (!stores.has(space)) stores.set(space, createMergeableStore());
    return stores.get(space);
  };
  const persisterOf = (space) =>
    createBetterSqlite3Persister(storeOf(space), database, {
      mode: "json",
      storeTableName: space,
      autoLoadIntervalSeconds: NEVER_S,
    });

  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(sockets, "listening");
  createWsServer(sockets, persisterOf, undefined, ANSWER_LIMIT_S);
  return {
    port: sockets.address().port,
    holds: (space, count) =>
      new Promise((resolve) => {
        const store = storeOf(space);
        const look = () => {
          if (store.getRowCount(TABLE) >= count) resolve();
        };
        store.addRowIdsListener(TABLE, look);
        look();
      }),
  };
}

export class Client {
  #url;
  #store = createMergeableStore();
  #forerunner;

  constructor(port, space) {
    this.#url = `ws://127.0.0.1:${port}/${space}`;
  }

  async fill(entries) {
    this.#store.setTable(TABLE, Object.fromEntries(entries));
    // The first device in a space is not heard until the server's question to it has timed out. That one shall not be this one.
    this.#forerunner = new WebSocket(this.#url);
    await once(this.#forerunner, "open");
    await setTimeout(1.1 * ANSWER_LIMIT_S * 1000);
  }

  async open() {
    const synchronizer = await createWsSynchronizer(this.#store, new WebSocket(this.#url), ANSWER_LIMIT_S);
    this.#forerunner?.close();
    await synchronizer.startSync();
  }

  async push() {
    await this.open();
  }

  async pull() {
    await this.open();
    return Object.values(this.#store.getTable(TABLE));
  }

  listen(onKey) {
    this.#store.addRowListener(TABLE, null, (_store, _table, key) => onKey(key));
  }

  write(key, record) {
    this.#store.setRow(TABLE, key, record);
  }
}
