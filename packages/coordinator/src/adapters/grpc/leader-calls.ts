/** Calls to the coordinator that leads, over one channel that follows the lead. */
import * as grpc from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import { credentialsOf, errorDetails, type Trust } from "@troupe/proto";
import { askedByHeader, type RelayedMethod } from "../../ports/ask-leader.ts";
import type { FindLeader } from "../../role/point-to-leader.ts";

export interface LeaderCallsOptions {
  /** Whoever leads, unless it is this coordinator. */
  readonly findLeader: FindLeader;
  /** Name of this coordinator. */
  readonly self: string;
  /** What every coordinator of the cluster takes; null if they ask for none. */
  readonly token: string | null;
  /** Null: nothing is encrypted. */
  readonly trust: Trust | null;
}

/** Whoever waits for the answer has other things to show. */
const deadlineMs = 1000;
/** What the leader refuses, and this coordinator would refuse in its place. */
const refusals: ReadonlySet<number> = new Set([grpc.status.INVALID_ARGUMENT, grpc.status.NOT_FOUND]);

export class LeaderCalls {
  readonly #options: LeaderCallsOptions;
  #open: { readonly address: string; readonly client: grpc.Client } | undefined;

  constructor(options: LeaderCallsOptions) {
    this.#options = options;
  }

  /** See AskLeader. */
  ask<Request, Answer>(method: RelayedMethod<Request, Answer>, request: Request): Promise<Answer | undefined> {
    const address = this.#options.findLeader()?.address;
    if (address === undefined || address === null) return Promise.resolve(undefined);
    const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
    this.#clientOf(address).makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      this.#metadata(),
      { deadline: Date.now() + deadlineMs },
      (error, answer) => {
        if (error === null) resolve(answer);
        else if (refusals.has(error.code)) reject(refusalOf(error));
        else resolve(undefined);
      },
    );
    return promise;
  }

  close(): void {
    this.#open?.client.close();
    this.#open = undefined;
  }

  #clientOf(address: string): grpc.Client {
    if (this.#open?.address === address) return this.#open.client;
    this.close();
    const client = new grpc.Client(address, credentialsOf(this.#options.trust), {
      "grpc.enable_channelz": 0,
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 1000,
    });
    this.#open = { address, client };
    return client;
  }

  #metadata(): grpc.Metadata {
    const { self, token } = this.#options;
    const metadata = new grpc.Metadata();
    metadata.set(askedByHeader, encodeURIComponent(self));
    if (token !== null) metadata.set("authorization", `Bearer ${token}`);
    return metadata;
  }
}

function refusalOf(error: grpc.ServiceError): TroupeError {
  const { reason = "INTERNAL", metadata = {}, violations = [] } = errorDetails(error) ?? {};
  return new TroupeError(error.details, { code: reason, reaction: "reject", details: metadata, problems: violations });
}
