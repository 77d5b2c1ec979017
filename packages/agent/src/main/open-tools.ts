/** What attempts are worked on with: caches, the way to the archive, telemetry, folders. */
import { join } from "node:path";
import { validateJson } from "@troupe/core";
import { canonicalJson } from "@troupe/engine";
import { GrpcRemoteArtifacts } from "../adapters/grpc/artifacts.ts";
import { GrpcTelemetryLink } from "../adapters/grpc/telemetry.ts";
import { DirectArtifacts } from "../adapters/http/direct-artifacts.ts";
import { ArchiveUpload } from "../artifacts/archive-upload.ts";
import { ArtifactCache } from "../artifacts/artifact-cache.ts";
import { CodeCache } from "../artifacts/code-cache.ts";
import { AttemptFolders } from "../attempts/attempt-folders.ts";
import type { AttemptTools } from "../attempts/attempt-work.ts";
import type { DeviceLeases } from "../devices/device-leases.ts";
import type { DeviceUsages } from "../devices/device-usage.ts";
import { FunctionTelemetry } from "../telemetry/function-telemetry.ts";
import { MemoryBudget } from "../telemetry/memory-log.ts";
import { ProcessTelemetry } from "../telemetry/process-telemetry.ts";
import { Retention } from "../telemetry/retention.ts";
import { Shipper } from "../telemetry/shipper.ts";
import { SystemSampler } from "../telemetry/system-sampler.ts";
import type { Ground } from "./ground.ts";
import type { ExecutorSet } from "./open-executors.ts";

/** Bytes that functions may have printed and nobody has taken yet, all together. */
const functionLogBytes = 64 * 1024 * 1024;

export async function openTools(
  ground: Ground,
  devices: DeviceLeases,
  usages: Pick<DeviceUsages, "latest">,
  executors: ExecutorSet,
  stack: AsyncDisposableStack,
): Promise<AttemptTools> {
  const { settings, any, agentId, clock, log, random } = ground;
  const coordinators = stack.adopt(new GrpcRemoteArtifacts(any), (client) => client.close());
  const remote = new DirectArtifacts({ coordinators, clock, log });
  const artifacts = await ArtifactCache.open({
    folder: join(settings.cacheDir, "artifacts"),
    capBytes: settings.cacheBytes,
    remote,
    clock,
    random,
  });
  const retention = new Retention({ clock, log, maxBytes: settings.keptLogBytes });
  stack.defer(() => retention.stop());
  const shipper = stack.adopt(openShipper(), (open) => open.stop());
  const sampler = stack.adopt(openSampler(), (open) => open.stop());
  return {
    clock,
    log,
    artifacts,
    code: new CodeCache(join(settings.cacheDir, "code"), artifacts),
    devices,
    folders: new AttemptFolders(join(settings.stateDir, "attempts")),
    upload: new ArchiveUpload({ remote, clock, random }),
    validate: (schema, value) => validateJson(schema, value, "output"),
    readOutput: executors.readOutput,
    readFailure: executors.readFailure,
    canonicalJson,
    retention,
    telemetry: openTelemetry(ground, shipper),
    sample: (sampled) => sampler.follow(sampled),
  };

  function openSampler(): SystemSampler {
    const { systemMetricsMs: everyMs } = settings;
    return new SystemSampler({
      clock,
      everyMs,
      devices: () => usages.latest,
      send: (sample) => shipper.sample(sample),
    });
  }

  function openShipper(): Shipper {
    return new Shipper({ link: new GrpcTelemetryLink(any, agentId), clock, random, log, onSealed });
  }

  function onSealed(runIds: readonly string[]): void {
    retention.sealed(runIds);
  }
}

function openTelemetry({ clock, log }: Ground, shipper: Shipper): AttemptTools["telemetry"] {
  const budget = new MemoryBudget(functionLogBytes);
  return ({ key, folder, checkpoints, onMessage, isAdopted }) =>
    folder === null
      ? new FunctionTelemetry({ key, shipper, budget, checkpoints, onMessage, clock })
      : new ProcessTelemetry({ key, folder, shipper, checkpoints, onMessage, clock, log, isAdopted });
}
