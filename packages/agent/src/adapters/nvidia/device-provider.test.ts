import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NvidiaDeviceProvider, parseDevices, parseUsage } from "./device-provider.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-smi-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function smi(script: string): NvidiaDeviceProvider {
  const path = join(folder, "nvidia-smi");
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return new NvidiaDeviceProvider(path);
}

test("reads devices and who computes on them", async () => {
  const provider = smi(`case "$1" in
    --query-gpu=*) echo "GPU-0a1b, NVIDIA H200, 143771"; echo "GPU-2c3d, NVIDIA A100-SXM4-80GB, 81920" ;;
    --query-compute-apps=*) echo "GPU-2c3d, 4711"; echo "GPU-2c3d, 4712" ;;
  esac`);
  expect(await provider.list()).toEqual([
    { uuid: "GPU-0a1b", model: "NVIDIA H200", memoryBytes: 143_771 * 2 ** 20 },
    { uuid: "GPU-2c3d", model: "NVIDIA A100-SXM4-80GB", memoryBytes: 81_920 * 2 ** 20 },
  ]);
  expect(await provider.inUse()).toEqual(new Set(["GPU-2c3d"]));
});

test("nobody computes: not a line", async () => {
  expect(await smi("true").inUse()).toEqual(new Set());
});

test("without the command, or without a driver, there are no devices", async () => {
  expect(await new NvidiaDeviceProvider(join(folder, "gone")).list()).toEqual([]);
  expect(await smi('echo "NVIDIA-SMI has failed"; exit 9').list()).toEqual([]);
});

test("a driver that fails proves nothing free, and hides no devices", async () => {
  const provider = smi("exit 15");
  await expect(provider.inUse()).rejects.toThrow();
  await expect(provider.list()).rejects.toThrow();
});

test("what is no device is skipped; one that shares the machine's memory says no size", () => {
  expect(parseDevices("warning: persistence mode\nGPU-1, GB10, [N/A]\n")).toEqual([
    { uuid: "GPU-1", model: "GB10", memoryBytes: 0 },
  ]);
});

test("reads how busy devices are", async () => {
  const provider = smi(`case "$1" in --query-gpu=uuid,utilization.gpu,memory.used) echo "GPU-0a1b, 87, 40960" ;; esac`);
  expect(await provider.usage()).toEqual([{ uuid: "GPU-0a1b", utilization: 0.87, memoryBytes: 40_960 * 2 ** 20 }]);
  await expect(smi("exit 15").usage()).rejects.toThrow();
});

test("a device that is divided is not said to be idle", () => {
  expect(parseUsage("GPU-1, [N/A], 512\nGPU-2, 0, [N/A]\n")).toEqual([
    { uuid: "GPU-2", utilization: 0, memoryBytes: 0 },
  ]);
});
