/**
 * A client of etcd that stays with one member for as long as that one answers, and then goes to the next.
 *
 * etcd3 would spread the calls over all members, so that one of three that is frozen costs every third call its
 * deadline, or stands behind a breaker that opens again and again. Here it costs one call its deadline. etcd3's own
 * faults handling is off: its retries send a write twice.
 */
import { readFile } from "node:fs/promises";
import { noop } from "cockatiel";
import { Etcd3, type IOptions } from "etcd3";
import { translateEtcdError } from "./etcd-errors.ts";
import { type ClusterKeys, clusterKeys } from "./keys.ts";

export interface EtcdOptions {
  /** `http://10.0.0.1:2379`, or `https://…`: one or more members. */
  readonly endpoints: readonly string[];
  /** Name of the cluster of coordinators: several may share one etcd. */
  readonly cluster: string;
  /** PEM, or paths of PEM files. With `cert` and `key` this coordinator shows who it is. */
  readonly tls?: EtcdTls;
  /** How long one request may take. Default: 1 s. */
  readonly requestTimeoutMs?: number;
}

export interface EtcdTls {
  readonly ca: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/** One member, as etcd3 speaks with it. */
export type EtcdMemberClient = Etcd3;

export class EtcdClient {
  readonly keys: ClusterKeys;
  readonly requestTimeoutMs: number;
  readonly #members: readonly EtcdMemberClient[];
  #current = 0;

  /**
   * Reads the certificates; connects with the first call. `purpose` sets connections apart: two clients with the same
   * one share theirs.
   */
  static async open(options: EtcdOptions, purpose: string): Promise<EtcdClient> {
    const { endpoints, cluster, tls, requestTimeoutMs = 1000 } = options;
    const credentials = tls === undefined ? undefined : await readTls(tls);
    // Members in an order of its own for each coordinator: else all would stay with the first.
    const start = Math.floor(Math.random() * endpoints.length);
    const ordered = [...endpoints.slice(start), ...endpoints.slice(0, start)];
    const members = ordered.map((host) => new Etcd3(tuned(host, purpose, requestTimeoutMs, credentials)));
    return new EtcdClient(clusterKeys(cluster), requestTimeoutMs, members);
  }

  private constructor(keys: ClusterKeys, requestTimeoutMs: number, members: readonly EtcdMemberClient[]) {
    this.keys = keys;
    this.requestTimeoutMs = requestTimeoutMs;
    this.#members = members;
  }

  /**
   * Sends a request once. Throws TroupeError: with `retry` nobody knows whether a write was applied, and the next call
   * goes to another member.
   */
  async once<Answer>(what: string, call: (member: EtcdMemberClient) => Promise<Answer>): Promise<Answer> {
    const member = this.member();
    try {
      return await call(member);
    } catch (error) {
      const translated = translateEtcdError(error, what);
      if (translated.code === "STORE_UNREACHABLE") this.leave(member);
      throw translated;
    }
  }

  /** For what may be sent twice: asks every member once before it gives up, and so often at least. */
  async read<Answer>(what: string, call: (member: EtcdMemberClient) => Promise<Answer>, atLeast = 1): Promise<Answer> {
    for (let left = Math.max(this.#members.length, atLeast); ; left--) {
      try {
        return await this.once(what, call);
      } catch (error) {
        if (left <= 1 || translateEtcdError(error, what).reaction !== "retry") throw error;
      }
    }
  }

  /** One call to each member, one after the other, for what each has to do by itself. */
  async each(what: string, call: (member: EtcdMemberClient) => Promise<unknown>): Promise<void> {
    for (const member of this.#members) {
      try {
        await call(member);
      } catch (error) {
        throw translateEtcdError(error, what);
      }
    }
  }

  /** The one that calls go to now. For streams, whose owner says `leave` when they fail. */
  member(): EtcdMemberClient {
    const member = this.#members[this.#current];
    if (member === undefined) throw new RangeError("an etcd client has at least one endpoint");
    return member;
  }

  /** The member did not answer. Of calls that fail together only the first moves on. */
  leave(member: EtcdMemberClient): void {
    if (this.member() === member) this.#current = (this.#current + 1) % this.#members.length;
  }

  close(): void {
    for (const member of this.#members) member.close();
  }
}

function tuned(host: string, purpose: string, timeoutMs: number, credentials: IOptions["credentials"]): IOptions {
  return {
    hosts: host,
    ...(credentials === undefined ? {} : { credentials }),
    faultHandling: { global: noop, host: () => noop },
    // A member that is frozen answers never, and nobody waits for it longer than this.
    defaultCallOptions: ({ isStream }) => (isStream ? {} : { deadline: Date.now() + timeoutMs }),
    grpcOptions: {
      // Below 5 s etcd ends the connection for too many pings.
      "grpc.keepalive_time_ms": 6000,
      "grpc.keepalive_timeout_ms": 2000,
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 1000,
      // A page of 500 records is larger than the 4 MiB that gRPC takes by default, if they are.
      "grpc.max_receive_message_length": -1,
      "grpc.enable_channelz": 0,
      "grpc.enable_retries": 0,
      "grpc.primary_user_agent": `troupe-${purpose}`,
    },
  };
}

async function readTls({ ca, cert, key }: EtcdTls): Promise<NonNullable<IOptions["credentials"]>> {
  const [rootCertificate, certChain, privateKey] = await Promise.all([ca, cert, key].map(readPem));
  if (rootCertificate === undefined) throw new TypeError("TLS to etcd needs the certificate of its authority");
  return {
    rootCertificate,
    ...(certChain === undefined ? {} : { certChain }),
    ...(privateKey === undefined ? {} : { privateKey }),
  };
}

async function readPem(given: string | Buffer | undefined): Promise<Buffer | undefined> {
  return typeof given === "string" ? readFile(given) : given;
}
