/** NVIDIA GPUs, as nvidia-smi tells of them. A machine without it has none. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { DeviceUsage } from "@troupe/engine";
import type { DeviceFact, DeviceProvider } from "../../ports/device-provider.ts";

const run = promisify(execFile);

/** A driver that hangs must not hang the agent. */
const answerWithinMs = 10_000;

export class NvidiaDeviceProvider implements DeviceProvider {
  readonly #command: string;

  constructor(command = "nvidia-smi") {
    this.#command = command;
  }

  async list(): Promise<readonly DeviceFact[]> {
    try {
      return parseDevices(await this.#query("--query-gpu=uuid,name,memory.total"));
    } catch (error) {
      // There is no such command, or no driver under it: then there is nothing to compute on either.
      if (isAbsence(error)) return [];
      throw error;
    }
  }

  async inUse(): Promise<ReadonlySet<string>> {
    const text = await this.#query("--query-compute-apps=gpu_uuid,pid");
    return new Set(rows(text).flatMap(([uuid]) => (uuid === undefined ? [] : [uuid])));
  }

  async usage(): Promise<readonly DeviceUsage[]> {
    return parseUsage(await this.#query("--query-gpu=uuid,utilization.gpu,memory.used"));
  }

  async #query(what: string): Promise<string> {
    const args = [what, "--format=csv,noheader,nounits"];
    const { stdout } = await run(this.#command, args, { timeout: answerWithinMs, killSignal: "SIGKILL" });
    return stdout;
  }
}

export function parseDevices(text: string): readonly DeviceFact[] {
  return rows(text).flatMap(([uuid, model, mebibytes]) =>
    uuid === undefined || model === undefined
      ? []
      : // Some devices share the memory of the machine and say "[N/A]".
        [{ uuid, model, memoryBytes: bytesOf(mebibytes) }],
  );
}

export function parseUsage(text: string): readonly DeviceUsage[] {
  return rows(text).flatMap(([uuid, percent, mebibytes]) => {
    const utilization = Number.parseInt(percent ?? "", 10) / 100;
    // A device that is divided (MIG) says "[N/A]" of itself as a whole.
    return uuid === undefined || Number.isNaN(utilization)
      ? []
      : [{ uuid, utilization, memoryBytes: bytesOf(mebibytes) }];
  });
}

function bytesOf(mebibytes: string | undefined): number {
  return (Number.parseInt(mebibytes ?? "", 10) || 0) * 1024 * 1024;
}

function rows(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("GPU-") || line.startsWith("MIG-"))
    .map((line) => line.split(",").map((cell) => cell.trim()));
}

/** 9: the driver is not loaded; 6: no device was found; 12 and 127: its library, or itself, is not there. */
function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "EACCES" || [6, 9, 12, 127].includes(Number(code));
}
