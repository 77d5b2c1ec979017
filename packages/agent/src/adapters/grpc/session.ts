/** The session over gRPC. */
import type { AgentHello } from "@troupe/engine";
import { type AgentMessage, type CoordinatorMessage__Output, v1 } from "@troupe/proto";
import type { CoordinatorLink, SessionHandlers, SessionStream, ToCoordinator } from "../../ports/coordinator-link.ts";
import { Duplex } from "./duplex.ts";
import { type Endpoint, streamOptions } from "./endpoint.ts";
import { fromCoordinator } from "./from-coordinator.ts";
import { toAgentMessage, toHello } from "./to-coordinator.ts";

const limits = {
  /** A coordinator takes messages of 8 MiB; a result is seldom longer than its output, which is 4 KiB at most. */
  batch: 256,
  /** With more than this unsent the coordinator is slow, or gone. */
  waiting: 1024,
} as const;

export class GrpcCoordinatorLink implements CoordinatorLink {
  readonly #endpoint: Endpoint;
  #current: SessionStream | null = null;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  open(hello: AgentHello, handlers: SessionHandlers): SessionStream {
    const client = new v1.SessionService(this.#endpoint.address, this.#endpoint.credentials, streamOptions);
    const call = client.session(this.#endpoint.metadata());
    const duplex = new Duplex<AgentMessage, CoordinatorMessage__Output>(
      this.#endpoint,
      { client, call },
      {
        message: (message) => {
          for (const each of message.batch?.messages ?? [message]) {
            const read = fromCoordinator(each);
            // Kinds that this version does not know are skipped: a newer coordinator must do without them.
            if (read === undefined) continue;
            if (read.type === "Welcome") this.#endpoint.met(read.term);
            handlers.message(read);
          }
        },
        drained: () => undefined,
        closed: (why) => handlers.closed(why),
      },
    );
    const stream = new Stream(duplex);
    stream.write({ hello: toHello(hello) });
    this.#current = stream;
    return stream;
  }

  close(): void {
    this.#current?.abort("the agent stops");
  }
}

/** Sends one message at a time; what is said meanwhile goes together in the next. */
class Stream implements SessionStream {
  readonly #duplex: Duplex<AgentMessage, CoordinatorMessage__Output>;
  #waiting: AgentMessage[] = [];
  #isWriting = false;
  #isEnding = false;

  constructor(duplex: Duplex<AgentMessage, CoordinatorMessage__Output>) {
    this.#duplex = duplex;
  }

  get isDrained(): boolean {
    return this.#waiting.length < limits.waiting;
  }

  get isConnected(): boolean {
    return this.#duplex.isConnected;
  }

  send(message: ToCoordinator): boolean {
    this.#waiting.push(toAgentMessage(message));
    if (!this.#isWriting) {
      this.#isWriting = true;
      // What is said in the same breath belongs together, too.
      process.nextTick(() => this.#next());
    }
    return this.isDrained;
  }

  write(message: AgentMessage): void {
    this.#isWriting = true;
    this.#duplex.send(message, () => this.#next());
  }

  end(): void {
    this.#isEnding = true;
    if (!this.#isWriting) this.#duplex.end();
  }

  abort(): void {
    this.#waiting = [];
    this.#duplex.abort();
  }

  #next(): void {
    const messages = this.#waiting.splice(0, limits.batch);
    const [only] = messages;
    if (messages.length > 1) this.write({ batch: { messages } });
    else if (only !== undefined) this.write(only);
    else {
      this.#isWriting = false;
      if (this.#isEnding) this.#duplex.end();
    }
  }
}
