import { createHash, createSign, generateKeyPairSync, randomUUID, type KeyObject } from "node:crypto";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { limber } from "./programs.ts";
import type { School } from "./school.ts";

/** As whom the issuer knows the school. */
const CLIENT = "limber-of-the-school";

/** How long its tokens are good. */
const TOKEN_SECONDS = 300;

/** What somebody asked for on their way, until they come back. */
interface Asked {
  nonce: string;
  challenge: string;
}

/** An issuer of accounts, as Google and Microsoft are: one account is signed in at it, and is vouched for whenever somebody comes. */
export class Issuer {
  private readonly keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  private readonly asked = new Map<string, Asked>();

  private constructor(
    private readonly server: Server,
    /** The address of whose account it is. */
    public email: string,
  ) {}

  static async open(email: string): Promise<Issuer> {
    const server = createServer();
    const issuer = new Issuer(server, email);
    server.on("request", (from, to) => void issuer.answer(from, to));
    await once(server.listen(0, "127.0.0.1"), "listening");
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Has a school let in those for whom it vouches, under this name. */
  setBy(school: School, name: string): void {
    const args = ["set", "oidc", "--name", name, "--issuer", this.url, "--client-id", CLIENT, "--data", school.data];
    execFileSync(limber, args, { input: "between the two of them" });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(from.url ?? "/", this.url);
    if (pathname === "/.well-known/openid-configuration") return json(to, this.discovery());
    if (pathname === "/keys") return json(to, { keys: [{ ...jwk(this.keys.publicKey), kid: "1", use: "sig", alg: "RS256" }] });
    if (pathname === "/sign-in") return this.letGo(searchParams, to);
    if (pathname === "/token") {
      const form = new URLSearchParams(Buffer.concat(await from.toArray()).toString());
      return this.redeem(form, to);
    }
    to.writeHead(404).end();
  }

  private discovery(): object {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/sign-in`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/keys`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }

  /** Leads back to the school with a code. */
  private letGo(asks: URLSearchParams, to: ServerResponse): void {
    const code = randomUUID();
    this.asked.set(code, { nonce: asks.get("nonce") ?? "", challenge: asks.get("code_challenge") ?? "" });
    const back = new URL(asks.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", asks.get("state") ?? "");
    to.writeHead(302, { location: back.href }).end();
  }

  /** Says who it is, once, to whoever asked. */
  private redeem(form: URLSearchParams, to: ServerResponse): void {
    const code = form.get("code") ?? "";
    const asked = this.asked.get(code);
    this.asked.delete(code);
    const shown = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    if (!asked || shown !== asked.challenge) return json(to, { error: "invalid_grant" }, 400);
    json(to, { access_token: randomUUID(), token_type: "Bearer", expires_in: TOKEN_SECONDS, id_token: this.token(asked.nonce) });
  }

  private token(nonce: string): string {
    const now = Math.floor(Date.now() / 1000);
    const sub = createHash("sha256").update(this.email).digest("hex");
    const says = { iss: this.url, aud: CLIENT, sub, nonce, iat: now, exp: now + TOKEN_SECONDS, email: this.email, email_verified: true };
    const words = [{ alg: "RS256", kid: "1", typ: "JWT" }, says].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const signature = createSign("RSA-SHA256").update(words.join(".")).sign(this.keys.privateKey, "base64url");
    return [...words, signature].join(".");
  }
}

function jwk(key: KeyObject): object {
  return key.export({ format: "jwk" });
}

function json(to: ServerResponse, content: object, status = 200): void {
  to.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
}
