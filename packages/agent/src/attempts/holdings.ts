/** What one attempt holds of this machine: devices and code while it runs, artifacts until it is forgotten. */
import { artifactsIn, type Digest } from "@troupe/core";
import type { AttemptKey } from "@troupe/engine";
import type { ArtifactCache, ArtifactLease } from "../artifacts/artifact-cache.ts";
import type { CodeCache } from "../artifacts/code-cache.ts";
import type { DeviceLeases } from "../devices/device-leases.ts";
import type { OfferedSpec } from "../ports/coordinator-link.ts";
import { attemptId } from "./attempt-id.ts";

export interface Stock {
  readonly artifacts: ArtifactCache;
  readonly code: Pick<CodeCache, "hold" | "release" | "use">;
  readonly devices: DeviceLeases;
}

export class Holdings {
  readonly artifacts: ArtifactLease;
  readonly #stock: Stock;
  readonly #id: string;
  #code: Digest | null = null;

  constructor(stock: Stock, key: AttemptKey) {
    this.#stock = stock;
    this.#id = attemptId(key);
    this.artifacts = stock.artifacts.lease();
  }

  /** Takes over what an earlier agent process gave to an attempt that still runs. */
  adopt(spec: OfferedSpec): void {
    this.#stock.devices.adopt(this.#id, spec.devices);
    for (const { digest } of artifactsIn(spec.inputs ?? undefined)) this.artifacts.hold(digest);
    if (spec.checkpoint !== undefined) this.artifacts.hold(spec.checkpoint.digest);
    this.#code = spec.codeDigest;
    if (spec.codeDigest !== null) this.#stock.code.hold(spec.codeDigest);
  }

  /** Waits for devices that an attempt before it has not left yet. */
  async takeDevices(uuids: readonly string[], signal: AbortSignal): Promise<void> {
    if (uuids.length > 0) await this.#stock.devices.acquire(this.#id, uuids, signal);
  }

  async useCode(digest: Digest | null, signal: AbortSignal): Promise<string | null> {
    if (digest === null) return null;
    const folder = await this.#stock.code.use(digest, signal);
    this.#code = digest;
    return folder;
  }

  /** Its process is gone, or never was. Idempotent. */
  vacate(): void {
    if (this.#code !== null) this.#stock.code.release(this.#code);
    this.#code = null;
    this.#stock.devices.release(this.#id);
  }

  release(): void {
    this.vacate();
    this.artifacts.release();
  }
}
