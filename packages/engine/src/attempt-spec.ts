/** Everything that an agent needs to execute one attempt. */
import type { Checkpoint, Digest, JsonObject, ResourceRequest, StepDeclaration } from "@troupe/core";

export interface AttemptSpec {
  readonly pipeline: string;
  readonly step: string;
  readonly codeDigest: Digest | null;
  readonly declaration: StepDeclaration;
  readonly inputs: JsonObject;
  readonly timeoutMs: number | null;
  readonly graceMs: number;
  readonly resources: ResourceRequest;
  readonly devices: readonly string[];
  readonly traceparent: string | null;
  /** What a step finds in its environment besides what every step does. */
  readonly environment: Readonly<Record<string, string>>;
  /** What an earlier attempt left to go on from. */
  readonly checkpoint?: Checkpoint;
}
