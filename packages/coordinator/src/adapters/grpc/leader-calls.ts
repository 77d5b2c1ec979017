/** Calls to the coordinator that leads, over one channel that follows the lead. */
import * as grpc from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import { credentialsOf, errorDetails, type Trust } from "@troupe/proto";
import type { Caller } from "../../access/caller.ts";
import { askedByHeader, type RelayedMethod } from "../../ports/ask-leader.ts";
import type { FindLeader } from "../../role/point-to-leader.ts";

export interface LeaderCallsOptions {
  /** Whoever leads, unless it is this coordinator. */
  readonly findLeader: FindLeader;
  /** Name of this coordinator. */
  readonly self: string;
  /** What every coordinator of the cluster takes; null if they ask for none. */
  readonly token: string | null;
  /** See Access. */
  tokenFor(caller: Caller): string | null | undefined;
  /** Null: nothing is encrypted. */
  readonly trust: Trust | null;
}

/** Whoever waits for the answer has other things to show. */
const deadlineMs = 1000;
/** Whoever asked has nothing else to do. */
const handOnMs = 25_000;
/** What the leader refuses, and this coordinator would refuse in its place. */
const refusals: ReadonlySet<number> = new Set([grpc.status.INVALID_ARGUMENT, grpc.status.NOT_FOUND]);

/** May be otherwise the next time. */
const passing: ReadonlySet<number> = new Set([grpc.status.UNAVAILABLE, grpc.status.RESOURCE_EXHAUSTED]);

interface CallOptions {
  readonly token: string | null;
  readonly withinMs: number;
  readonly isRefusal: (error: grpc.ServiceError) => boolean;
}

export class LeaderCalls {
  readonly #options: LeaderCallsOptions;
  #open: { readonly address: string; readonly client: grpc.Client } | undefined;

  constructor(options: LeaderCallsOptions) {
    this.#options = options;
  }

  /** See AskLeader. */
  ask<Request, Answer>(method: RelayedMethod<Request, Answer>, request: Request): Promise<Answer | undefined> {
    const isRefusal = ({ code }: grpc.ServiceError) => refusals.has(code);
    return this.#call(method, request, { token: this.#options.token, withinMs: deadlineMs, isRefusal });
  }

  /** See HandOn. */
  async handOn<Request, Answer>(
    method: RelayedMethod<Request, Answer>,
    request: Request,
    caller: Caller,
  ): Promise<Answer | undefined> {
    const token = this.#options.tokenFor(caller);
    if (token === undefined) return undefined;
    const isRefusal = (error: grpc.ServiceError) => errorDetails(error) !== undefined;
    return this.#call(method, request, { token, withinMs: handOnMs, isRefusal });
  }

  #call<Request, Answer>(
    method: RelayedMethod<Request, Answer>,
    request: Request,
    { token, withinMs, isRefusal }: CallOptions,
  ): Promise<Answer | undefined> {
    const address = this.#options.findLeader()?.address;
    if (address === undefined || address === null) return Promise.resolve(undefined);
    const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
    this.#clientOf(address).makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      this.#metadata(token),
      { deadline: Date.now() + withinMs },
      (error, answer) => {
        if (error === null) resolve(answer);
        else if (isRefusal(error)) reject(refusalOf(error));
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

  #metadata(token: string | null): grpc.Metadata {
    const { self } = this.#options;
    const metadata = new grpc.Metadata();
    metadata.set(askedByHeader, encodeURIComponent(self));
    if (token !== null) metadata.set("authorization", `Bearer ${token}`);
    return metadata;
  }
}

function refusalOf(error: grpc.ServiceError): TroupeError {
  const { reason = "INTERNAL", metadata = {}, violations = [] } = errorDetails(error) ?? {};
  const reaction = passing.has(error.code) ? "retry" : "reject";
  return new TroupeError(error.details, { code: reason, reaction, details: metadata, problems: violations });
}
