/** What `troupe dev` says when everything is up. */
import type { Agent } from "@troupe/sdk/client";
import { bytes, count, cpus } from "../render/amount.ts";
import type { Style } from "../render/style.ts";
import { pairs } from "../render/table.ts";
import { indent } from "../render/text.ts";

export interface Banner {
  readonly version: string;
  readonly address: string;
  /** Where browsers go, and are signed in. */
  readonly consoleUrl: string;
  readonly agent: Agent | null;
  readonly dataDir: string;
  readonly logFile: string;
  /** How long it took to get here. */
  readonly tookMs: number;
}

export function bannerText(
  { version, address, consoleUrl, agent, dataDir, logFile, tookMs }: Banner,
  style: Style,
): string {
  const facts = pairs(
    [
      ["console", style.code(consoleUrl)],
      ["coordinator", style.code(address)],
      agent === null ? null : ["agent", agentText(agent)],
      ["data", dataDir],
      ["log", logFile],
    ],
    style.dim,
  );
  const title = `${style.bold(`troupe ${version}`)} ${style.dim(`ready in ${Math.round(tookMs)} ms`)}`;
  const hints = [
    `${style.dim("try")}           ${style.code("troupe run FILE")}${style.dim(" in another terminal")}`,
    style.dim("Ctrl-C ends it. Runs are kept, and go on when it starts again."),
  ];
  return ["", indent([title, "", facts, "", ...hints].join("\n"), "  "), ""].join("\n");
}

function agentText({ id, capacity, isolationTier }: Agent): string {
  const { millicpus, memoryBytes, gpus } = capacity;
  const parts = [`${cpus(millicpus)} cpus`, bytes(memoryBytes), ...(gpus > 0 ? [count(gpus, "GPU")] : [])];
  return `${id}: ${parts.join(", ")}, isolation tier ${isolationTier}`;
}
