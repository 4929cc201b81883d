// Yjs on devices, y-websocket with LevelDB as the server.

import { once } from "node:events";
import { createRequire } from "node:module";
import { WebSocket, WebSocketServer } from "ws";

// The server of y-websocket can only be required, and a process must have one Yjs: so all of it is.
const require = createRequire(import.meta.url);
const Y = require("yjs");
const { WebsocketProvider } = require("y-websocket");

// Nothing is acknowledged, and LevelDB is not asked to sync.
export const durableAtAck = false;

/** Each record is one value, which is the least that Yjs can do for it. */
const recordsOf = (doc) => doc.getMap("records");

export async function serve(folder) {
  // y-websocket looks for its folder when it is loaded.
  process.env.YPERSISTENCE = folder;
  const { getYDoc, setupWSConnection } = require("y-websocket/bin/utils");
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  sockets.on("connection", setupWSConnection);
  await once(sockets, "listening");
  return {
    port: sockets.address().port,
    holds: (space, count) =>
      new Promise((resolve) => {
        const doc = getYDoc(space);
        const look = () => {
          if (recordsOf(doc).size < count) return;
          // Yjs counts one by one: it shall not go on doing so.
          doc.off("afterTransaction", look);
          resolve();
        };
        doc.on("afterTransaction", look);
        look();
      }),
  };
}

export class Client {
  #doc = new Y.Doc();
  #provider;

  constructor(port, space) {
    this.#provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, space, this.#doc, {
      connect: false,
      // Devices in one process shall not talk past the server.
      disableBc: true,
      WebSocketPolyfill: WebSocket,
    });
  }

  fill(entries) {
    this.#doc.transact(() => {
      for (const [key, record] of entries) recordsOf(this.#doc).set(key, record);
    });
  }

  async open() {
    const synced = new Promise((resolve) => this.#provider.once("sync", resolve));
    this.#provider.connect();
    await synced;
  }

  async push() {
    await this.open();
  }

  async pull() {
    await this.open();
    return recordsOf(this.#doc).values();
  }

  listen(onKey) {
    recordsOf(this.#doc).observe(({ keysChanged }) => {
      for (const key of keysChanged) onKey(key);
    });
  }

  write(key, record) {
    recordsOf(this.#doc).set(key, record);
  }
}
