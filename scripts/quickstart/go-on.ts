/** Where everything of the run is, and what to type next. */
import type { Terminal } from "@troupe/cli";
import type { Run } from "@troupe/sdk/client";
import { shortPath } from "./short-path.ts";

export interface WhereItIs {
  readonly dataDir: string;
  readonly logFile: string;
  readonly pipelineFile: string;
  /** What the agent needs to run the steps again. */
  readonly env: Readonly<Record<string, string>>;
}

export function goOn(
  { id, traceId }: Run<unknown>,
  { dataDir, logFile, pipelineFile, env }: WhereItIs,
  style: Terminal["style"],
): string {
  const folder = shortPath(dataDir);
  const variables = Object.entries({ TROUPE_DATA_DIR: folder, ...env }).map(([name, value]) => `${name}=${value}`);
  const trace = traceId ?? "off; OTEL_EXPORTER_OTLP_ENDPOINT names a collector to send it to";
  const facts = [
    ["run", id],
    ["trace", trace],
    ["data", `${folder}: runs, logs, metrics, artifacts`],
    ["log", shortPath(logFile)],
  ];
  const commands = [
    [`export ${variables.join(" ")}`, ""],
    ["npx troupe dev", "start it again, with all of that in it; then, in another terminal:"],
    ["npx troupe console @latest", "the run in a browser"],
    ["npx troupe logs @latest 'train[0]'", "what one task wrote; also: describe run, metrics, get tasks"],
    [`npx troupe run ${shortPath(pipelineFile)} -p images=1297`, "more images make a better model"],
  ];
  return [
    ...facts.map(([name = "", value = ""]) => `  ${style.dim(name.padEnd(6))} ${value}`),
    "",
    style.bold("Go on:"),
    ...commands.map(([command = "", why = ""]) => `  ${style.code(command)}${why && style.dim(`   # ${why}`)}`),
  ].join("\n");
}
