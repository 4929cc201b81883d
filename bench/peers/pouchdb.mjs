// PouchDB on devices, express-pouchdb with LevelDB as the server.

import { once } from "node:events";
import express from "express";
import expressPouchDB from "express-pouchdb";
import PouchDB from "pouchdb";
import memory from "pouchdb-adapter-memory";

const BATCH = 1000;

PouchDB.plugin(memory);

// No write of the LevelDB adapter asks for `sync`: the syncs that strace sees are LevelDB's own, when it opens and moves its files.
export const durableAtAck = false;

export async function serve(folder) {
  const app = express();
  const databases = PouchDB.defaults({ prefix: `${folder}/` });
  app.use(expressPouchDB(databases, { mode: "minimumForPouchDB", inMemoryConfig: true }));
  const listener = app.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return { port: listener.address().port };
}

export class Client {
  #url;
  #remote;
  #local = new PouchDB("local", { adapter: "memory" });

  // One database for all, whatever the space: to have one each was no quicker, and who does not listen pays for nobody's writes.
  constructor(port) {
    this.#url = `http://127.0.0.1:${port}/records`;
  }

  async fill(entries) {
    await this.#local.bulkDocs(entries.map(([key, record]) => ({ ...record, _id: key })));
  }

  /** Enough to write: nothing is fetched. */
  async open() {
    // Node's own `fetch` keeps connections, as browsers do. The one that comes with PouchDB opens one for each request.
    this.#remote = new PouchDB(this.#url, { fetch });
    // It answers when the database is known to exist.
    await this.#remote.info();
  }

  async push() {
    await this.open();
    await this.#local.replicate.to(this.#remote, { batch_size: BATCH });
  }

  async pull() {
    await this.open();
    await this.#local.replicate.from(this.#remote, { batch_size: BATCH });
    const { rows } = await this.#local.allDocs({ include_docs: true });
    return rows.map(({ doc }) => doc);
  }

  async listen(onKey) {
    const { update_seq: since } = await this.#local.info();
    this.#local.changes({ live: true, since }).on("change", ({ id }) => onKey(id));
    this.#local.replicate.from(this.#remote, { live: true });
  }

  /** Straight to the server, which is quicker than through the local database and its replication. */
  async write(key, record) {
    await this.#remote.put({ ...record, _id: key });
  }
}
