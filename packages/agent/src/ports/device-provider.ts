/** What accelerators a machine has, and who uses them. */
import type { DeviceUsage } from "@troupe/engine";

export interface DeviceProvider {
  /** Empty if there are none, or nothing that could tell. */
  list(): Promise<readonly DeviceFact[]>;
  /** UUIDs that a process computes on right now. Throws if that cannot be told: then nothing is proven free. */
  inUse(): Promise<ReadonlySet<string>>;
  /** How busy they are right now; one that does not tell is left out. Throws if that cannot be asked. */
  usage(): Promise<readonly DeviceUsage[]>;
}

export interface DeviceFact {
  readonly uuid: string;
  readonly model: string;
  readonly memoryBytes: number;
}
