/** What becomes of the logs and metrics of an attempt that is over, here or in an earlier agent process. */
import type { StreamLengths } from "@troupe/core";
import type { AttemptKey } from "@troupe/engine";
import type { Logger } from "pino";
import type { AttemptDisk } from "../ports/attempt-disk.ts";
import type { AttemptTelemetry } from "../telemetry/attempt-telemetry.ts";
import type { Retention } from "../telemetry/retention.ts";

/** What a point takes in a file, roughly. */
const pointBytes = 100;

export interface RetainTools {
  readonly log: Logger;
  readonly folders: AttemptDisk;
  readonly retention: Retention;
}

/** Everything is shipped. Who said nothing leaves nothing. Never throws. */
export async function retainLogs(
  { log, folders, retention }: RetainTools,
  key: AttemptKey,
  telemetry: AttemptTelemetry | null,
  folder: string | null,
): Promise<void> {
  const drop = async (): Promise<void> => {
    telemetry?.close();
    try {
      if (folder !== null) await folders.remove(key);
    } catch (error) {
      log.error({ err: error, ...key }, "the folder of an attempt could not be removed");
    }
  };
  const bytes = bytesOf((await telemetry?.finish()) ?? {});
  if (bytes === 0) return drop();
  telemetry?.rest();
  try {
    if (folder !== null) await folders.retain(key);
    retention.keep({ key, bytes, drop: () => void drop() });
  } catch (error) {
    log.warn({ err: error, ...key }, "the logs of an attempt could not be kept until its run is in the archive");
    await drop();
  }
}

function bytesOf({ stdout = 0, stderr = 0, messages = 0, metrics = 0 }: StreamLengths): number {
  return stdout + stderr + messages + metrics * pointBytes;
}
