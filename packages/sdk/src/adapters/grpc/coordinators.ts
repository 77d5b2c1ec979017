/**
 * The coordinators of a cluster, as one that is asked. One is current: it stays so while it answers. One that does not
 * lead says where the leader is, and that is asked from then on; after one that does not answer comes the next.
 */
import * as grpc from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import { credentialsOf, v1 } from "@troupe/proto";
import type { Endpoint } from "../../client/endpoint.ts";
import { toTroupeError } from "./call-error.ts";
import { channelOptions } from "./channel.ts";

export interface Coordinator {
  readonly address: string;
  readonly pipelines: InstanceType<typeof v1.PipelineService>;
  readonly runs: InstanceType<typeof v1.RunService>;
  readonly datasets: InstanceType<typeof v1.DatasetService>;
  readonly agents: InstanceType<typeof v1.AgentService>;
  readonly approvals: InstanceType<typeof v1.ApprovalService>;
  readonly notices: InstanceType<typeof v1.NotifyService>;
  readonly schedules: InstanceType<typeof v1.ScheduleService>;
  readonly cluster: InstanceType<typeof v1.ClusterService>;
  readonly artifacts: InstanceType<typeof v1.ArtifactService>;
  readonly pools: InstanceType<typeof v1.PoolService>;
  /** A failed call in our words; from now on another one may be current. */
  failed(error: unknown): unknown;
}

/** Leaders that were heard of, beside those that were named. */
const maxKnown = 16;
const reachedWithinMs = 1500;
/** After these the same coordinator would say the same again. */
const gone: ReadonlySet<string> = new Set([
  "COORDINATOR_SILENT",
  "COORDINATOR_STARTING",
  "COORDINATOR_STOPPING",
  "COORDINATOR_UNREACHABLE",
  "NOT_LEADER",
  "STREAM_CUT",
]);

export class Coordinators {
  readonly #endpoint: Endpoint;
  readonly #deadlineMs: number;
  readonly #addresses: string[];
  readonly #open = new Map<string, Coordinator>();
  #address: string;

  constructor(endpoint: Endpoint, deadlineMs: number) {
    this.#endpoint = endpoint;
    this.#deadlineMs = deadlineMs;
    this.#addresses = [...endpoint.addresses];
    this.#address = endpoint.address;
  }

  get current(): Coordinator {
    const known = this.#open.get(this.#address);
    if (known !== undefined) return known;
    const opened = this.#connect(this.#address);
    this.#open.set(this.#address, opened);
    return opened;
  }

  /** Then another one may lead in a moment, and waiting for it is worth while. */
  get areSeveral(): boolean {
    return this.#addresses.length > 1;
  }

  close(): void {
    for (const { pipelines } of this.#open.values()) pipelines.close();
    this.#open.clear();
  }

  #connect(address: string): Coordinator {
    // What this machine's own coordinator has announced opens that one only: it is never shown to another.
    const token = this.#endpoint.tokenIsAnnounced && address !== this.#endpoint.address ? null : this.#endpoint.token;
    const isReady = (): boolean => pipelines.getChannel().getConnectivityState(false) === grpc.connectivityState.READY;
    const reach = { isReady, withinMs: reachedWithinMs };
    const options = channelOptions({ token, deadlineMs: this.#deadlineMs, ...(this.areSeveral && { reach }) });
    // The same with its certificate.
    const isElsewhere = this.#endpoint.trustIsAnnounced && address !== this.#endpoint.address;
    const credentials = credentialsOf(isElsewhere ? null : this.#endpoint.trust);
    const pipelines = new v1.PipelineService(address, credentials, options);
    const shared = { ...options, channelOverride: pipelines.getChannel() };
    return {
      address,
      pipelines,
      runs: new v1.RunService(address, credentials, shared),
      datasets: new v1.DatasetService(address, credentials, shared),
      agents: new v1.AgentService(address, credentials, shared),
      approvals: new v1.ApprovalService(address, credentials, shared),
      notices: new v1.NotifyService(address, credentials, shared),
      schedules: new v1.ScheduleService(address, credentials, shared),
      cluster: new v1.ClusterService(address, credentials, shared),
      artifacts: new v1.ArtifactService(address, credentials, shared),
      pools: new v1.PoolService(address, credentials, shared),
      failed: (error) => this.#failed(address, toTroupeError(error, { ...this.#endpoint, address, token })),
    };
  }

  #failed(address: string, error: unknown): unknown {
    // Another call may have found the way already.
    if (!(error instanceof TroupeError) || address !== this.#address || !gone.has(error.code)) return error;
    const { leader } = error.details;
    if (leader !== undefined && leader !== address) this.#goTo(leader);
    else this.#address = this.#addresses[(this.#addresses.indexOf(address) + 1) % this.#addresses.length] ?? address;
    return error;
  }

  #goTo(leader: string): void {
    if (!this.#addresses.includes(leader)) this.#addresses.push(leader);
    const forgotten =
      this.#addresses.length > maxKnown ? this.#addresses.splice(this.#endpoint.addresses.length, 1) : [];
    for (const address of forgotten) {
      this.#open.get(address)?.pipelines.close();
      this.#open.delete(address);
    }
    this.#address = leader;
  }
}
