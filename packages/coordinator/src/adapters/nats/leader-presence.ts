/**
 * Whether a leader is connected to NATS: it answers on a subject of its term. That nobody answers at all is the one thing
 * that NATS is sure of; a slow, frozen or cut off leader is still subscribed, and a lost request is no answer.
 */
import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import { errors } from "@nats-io/transport-node";
import type { NatsLink } from "./connection.ts";
import { token } from "./subjects.ts";

export interface LeaderPresenceOptions {
  readonly link: Pick<NatsLink, "isUp" | "connection" | "onUp">;
  readonly cluster: string;
}

const answerWithinMs = 500;

export class LeaderPresence {
  readonly #options: LeaderPresenceOptions;
  readonly #stop: () => void;
  #term: number | null = null;
  #shown:
    | { readonly connection: NatsConnection; readonly term: number; readonly subscription: Subscription }
    | undefined;

  constructor(options: LeaderPresenceOptions) {
    this.#options = options;
    this.#stop = options.link.onUp(() => this.#show());
  }

  /** Shows that this coordinator leads by this term; null: it does no more. */
  show(term: number | null): void {
    this.#term = term;
    if (term === null) this.#hide();
    else if (this.#options.link.isUp) this.#show();
  }

  /** True only if NATS says that nobody is subscribed as this leader. */
  async isAbsent(term: number): Promise<boolean> {
    const { link } = this.#options;
    if (!link.isUp) return false;
    try {
      await link.connection.request(this.#subject(term), "", { timeout: answerWithinMs });
      return false;
    } catch (error) {
      return isNobodyThere(error);
    }
  }

  close(): void {
    this.#stop();
    this.#hide();
  }

  /** The client itself keeps a subscription over reconnects. */
  #show(): void {
    const { connection } = this.#options.link;
    const term = this.#term;
    if (term === null || (this.#shown?.connection === connection && this.#shown.term === term)) return;
    this.#hide();
    const subscription = connection.subscribe(this.#subject(term), {
      callback: (error, message) => {
        if (error === null) message.respond();
      },
    });
    this.#shown = { connection, term, subscription };
  }

  #hide(): void {
    this.#shown?.subscription.unsubscribe();
    this.#shown = undefined;
  }

  #subject(term: number): string {
    return `troupe.${token(this.#options.cluster)}.leader.${term}`;
  }
}

function isNobodyThere(error: unknown): boolean {
  if (error instanceof errors.RequestError) return error.isNoResponders();
  return error instanceof errors.NoRespondersError;
}
