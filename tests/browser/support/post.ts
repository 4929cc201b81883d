import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { limber } from "./programs.ts";
import type { School } from "./school.ts";

/** A mail server that takes every letter. */
export class Post {
  /** The letters, as they came, the oldest first. */
  readonly letters: string[] = [];

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Post> {
    const server = createServer();
    const post = new Post(server);
    server.on("connection", (socket) => void post.talk(socket));
    await once(server.listen(0, "127.0.0.1"), "listening");
    return post;
  }

  /** Has a school send its letters here. */
  setBy(school: School): void {
    const server = `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    execFileSync(limber, ["set", "mail", "--server", server, "--from", "limber@school.example", "--data", school.data]);
  }

  async close(): Promise<void> {
    await once(this.server.close(), "close");
  }

  /** As much SMTP as a letter needs. */
  private async talk(socket: Socket): Promise<void> {
    const say = (words: string) => socket.write(`${words}\r\n`);
    say("220 post.school.example");
    let letter: string[] | undefined;
    for await (const line of createInterface({ input: socket })) {
      if (letter && line === ".") {
        this.letters.push(letter.join("\n"));
        letter = undefined;
        say("250 taken");
      } else if (letter) {
        letter.push(line);
      } else if (line === "DATA") {
        letter = [];
        say("354 go on");
      } else if (line === "QUIT") {
        socket.end("221 bye\r\n");
      } else {
        say("250 ok");
      }
    }
  }
}
