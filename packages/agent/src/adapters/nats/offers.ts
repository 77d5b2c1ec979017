/** Offers over NATS, from the agent's own subject. */
import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import { type CoordinatorMessage__Output, decodeCoordinatorMessage, offerHeaders, offerSubject } from "@troupe/proto";
import type { Logger } from "pino";
import type { Hint, OfferLink } from "../../ports/offer-link.ts";
import { fromCoordinator } from "../grpc/from-coordinator.ts";
import { NatsConnector, type NatsConnectorOptions } from "./connection.ts";

const limits = {
  /** Beyond it hints are dropped: they are made again, by the session. */
  waiting: 4096,
  /** Read in one turn of the loop, which beats and results share. Each may be a batch. */
  portion: 8,
} as const;

interface Listener {
  readonly clusterId: string;
  readonly heard: (hint: Hint) => void;
}

export class NatsOfferLink implements OfferLink {
  readonly path = "nats";
  readonly #agentId: string;
  readonly #log: Logger;
  readonly #connector: NatsConnector;
  readonly #waiting: Msg[] = [];
  #connection: NatsConnection | null = null;
  #subscription: Subscription | null = null;
  #listener: Listener | null = null;
  #isReading = false;
  #dropped = 0;

  /** Connects in the background. Throws if a file that the settings name cannot be read. */
  constructor(options: Omit<NatsConnectorOptions, "name"> & { readonly agentId: string }) {
    this.#agentId = options.agentId;
    this.#log = options.log;
    this.#connector = new NatsConnector({ ...options, name: `troupe agent ${options.agentId}` }, (connection) => {
      this.#connection = connection;
      this.#subscribe();
    });
    this.#connector.start();
  }

  listen(clusterId: string, heard: (hint: Hint) => void): void {
    const isElsewhere = this.#listener?.clusterId !== clusterId;
    this.#listener = { clusterId, heard };
    if (isElsewhere) this.#subscribe();
  }

  close(): Promise<void> {
    this.#listener = null;
    return this.#connector.close();
  }

  /** The client renews it at each reconnect. */
  #subscribe(): void {
    if (this.#connection === null || this.#connection.isClosed() || this.#listener === null) return;
    this.#subscription?.unsubscribe();
    this.#waiting.length = 0;
    this.#subscription = this.#connection.subscribe(offerSubject(this.#listener.clusterId, this.#agentId), {
      callback: (error, message) => {
        if (error === null) this.#take(message);
        else this.#log.warn({ err: error }, "offers cannot be heard over NATS");
      },
    });
  }

  #take(message: Msg): void {
    if (this.#waiting.length >= limits.waiting) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(message);
    if (this.#isReading) return;
    this.#isReading = true;
    setImmediate(() => this.#read());
  }

  #read(): void {
    for (const message of this.#waiting.splice(0, limits.portion)) {
      for (const hint of read(message)) this.#listener?.heard(hint);
    }
    this.#isReading = this.#waiting.length > 0;
    if (this.#isReading) setImmediate(() => this.#read());
    else this.#reportDropped();
  }

  #reportDropped(): void {
    if (this.#dropped === 0) return;
    this.#log.warn({ dropped: this.#dropped }, "more offers came over NATS than could be read; they are made again");
    this.#dropped = 0;
  }
}

/** Nothing for what no coordinator of ours has sent: anybody may publish on a subject. */
function read(message: Msg): readonly Hint[] {
  const clusterId = message.headers?.get(offerHeaders.cluster) ?? "";
  const term = Number(message.headers?.get(offerHeaders.term) || Number.NaN);
  if (clusterId === "" || !Number.isSafeInteger(term)) return [];
  return decode(message.data).flatMap((each) => {
    const said = fromCoordinator(each);
    switch (said?.type) {
      case "Offer":
      case "UnreadableOffer":
      case "BeatEcho":
      case "Leads":
        return [{ clusterId, term, message: said }];
      default:
        return [];
    }
  });
}

function decode(bytes: Uint8Array): readonly CoordinatorMessage__Output[] {
  try {
    const message = decodeCoordinatorMessage(bytes);
    return message.batch?.messages ?? [message];
  } catch {
    return [];
  }
}
