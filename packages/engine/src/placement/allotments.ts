/** What each attempt that is with an agent has asked for: placement gives it, and the fleet adds it up. */
import type { ResourceRequest } from "@troupe/core";
import { attemptName } from "../fleet/agent-entry.ts";
import type { EngineMeters } from "../options.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";

export class Allotments {
  readonly #meters: EngineMeters | undefined;
  readonly #requests = new Map<string, ResourceRequest>();

  constructor(meters: EngineMeters | undefined) {
    this.#meters = meters;
  }

  take(key: AttemptKey, request: ResourceRequest): void {
    this.#requests.set(attemptName(key), request);
    this.#meters?.running(this.#requests.size);
  }

  release(key: AttemptKey): void {
    this.#requests.delete(attemptName(key));
    this.#meters?.running(this.#requests.size);
  }

  of(key: AttemptKey): ResourceRequest | undefined {
    return this.#requests.get(attemptName(key));
  }
}
