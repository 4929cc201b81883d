import { createHmac } from "node:crypto";

/** A code is another one after so long. */
const STEP_MS = 30_000;

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An authenticator app: RFC 6238 as every such app does it. */
export class Authenticator {
  private readonly key: Buffer;
  /** The step of the last code that was shown: each counts once. */
  private last = 0;

  /** `secret` as it is typed: base32, with or without spaces. */
  constructor(secret: string) {
    const bits = [...secret.replace(/\s/g, "")].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
    this.key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  }

  /** A code that was not shown before, and counts now: the server takes one that is a step early. */
  code(): string {
    this.last = Math.max(Math.floor(Date.now() / STEP_MS), this.last + 1);
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(this.last));
    const hash = createHmac("sha1", this.key).update(counter).digest();
    const at = hash[hash.length - 1] & 0x0f;
    return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }
}
