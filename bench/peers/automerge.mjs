// Automerge-repo on devices, and with its file storage as the server.

import { createHash } from "node:crypto";
import { once } from "node:events";
import * as Automerge from "@automerge/automerge";
import { interpretAsDocumentId, Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter, WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket";
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs";
import { WebSocketServer } from "ws";

// An acknowledgement tells what the server has in memory. The file is written later, and nothing forces it to the disk.
export const durableAtAck = false;

export async function serve(folder) {
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(sockets, "listening");
  new Repo({
    network: [new WebSocketServerAdapter(sockets)],
    storage: new NodeFSStorageAdapter(folder),
    // As its sync server does: otherwise each document is offered to each device.
    sharePolicy: async () => false,
  });
  return { port: sockets.address().port };
}

/** A string would be a text for several to edit, at three times the bytes. */
const asValue = (field) => (typeof field === "string" ? new Automerge.ImmutableString(field) : field);
const asValues = (record) => Object.fromEntries(Object.entries(record).map(([name, field]) => [name, asValue(field)]));

export class Client {
  #repo = new Repo();
  #adapter;
  #documentId;
  #handle;

  constructor(port, space) {
    this.#adapter = new WebSocketClientAdapter(`ws://127.0.0.1:${port}`);
    // All devices know the document of a space, without having been told.
    this.#documentId = interpretAsDocumentId(createHash("sha256").update(space).digest().subarray(0, 16));
  }

  fill(entries) {
    const records = Object.fromEntries(entries.map(([key, record]) => [key, asValues(record)]));
    this.#handle = this.#repo.import(Automerge.save(Automerge.from({ records })), { docId: this.#documentId });
  }

  /** For a device that nobody shares its document with. */
  async open() {
    this.fill([]);
    await this.push();
  }

  async push() {
    const acknowledged = this.#acknowledged();
    this.#repo.networkSubsystem.addNetworkAdapter(this.#adapter);
    await acknowledged;
  }

  async pull() {
    this.#repo.networkSubsystem.addNetworkAdapter(this.#adapter);
    this.#handle = await this.#repo.find(this.#documentId);
    return Object.values(this.#handle.doc().records).map(({ note }) => ({ note: note?.toString() }));
  }

  listen(onKey) {
    this.#handle.on("change", ({ patches }) => {
      for (const { path } of patches) {
        // Shorter and longer paths are the map of all records, and the fields of one.
        if (path.length === 2) onKey(path[1]);
      }
    });
  }

  async write(key, record) {
    this.#handle.change(({ records }) => {
      records[key] = asValues(record);
    });
    await this.#acknowledged();
  }

  /** Ends when the server has told that its newest changes are ours. */
  #acknowledged() {
    const ours = this.#handle.heads().join();
    return new Promise((resolve) => {
      const look = ({ heads }) => {
        if (heads.join() !== ours) return;
        this.#handle.off("remote-heads", look);
        resolve();
      };
      this.#handle.on("remote-heads", look);
    });
  }
}
