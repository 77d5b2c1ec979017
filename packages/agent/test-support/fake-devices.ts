/** GPUs that are used when the test says so. */
import type { DeviceUsage } from "@troupe/engine";
import type { DeviceFact, DeviceProvider } from "../src/ports/device-provider.ts";

export class FakeDevices implements DeviceProvider {
  readonly used = new Set<string>();
  readonly #devices: readonly DeviceFact[];
  busy: readonly DeviceUsage[] = [];
  isBroken = false;
  looks = 0;

  constructor(...uuids: readonly string[]) {
    this.#devices = uuids.map((uuid) => ({ uuid, model: "Fake 80GB", memoryBytes: 80 * 2 ** 30 }));
  }

  async list(): Promise<readonly DeviceFact[]> {
    return this.#devices;
  }

  async inUse(): Promise<ReadonlySet<string>> {
    this.looks += 1;
    if (this.isBroken) throw new Error("the driver does not answer");
    return new Set(this.used);
  }

  async usage(): Promise<readonly DeviceUsage[]> {
    if (this.isBroken) throw new Error("the driver does not answer");
    return this.busy;
  }
}
