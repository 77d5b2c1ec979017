/** The context that a function sees, over the host that runs it. */
import type { Artifact, Schema } from "../schema/artifact.ts";
import { marksOf } from "../schema/metadata.ts";
import type { Context, LogFields } from "../step/context.ts";
import type { LogLevel, StepHost } from "../step-host.ts";

export function contextOf(host: StepHost): Context {
  const write = (level: LogLevel) => (message: string, fields?: LogFields) => host.log(level, message, fields);
  return {
    signal: host.signal,
    attempt: host.attempt,
    metric: (name, value, at) => host.metric(name, value, at?.step),
    progress: (fraction, message) => host.progress(fraction, message),
    log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    save: (as, path) => save(host, as, path),
    saveCheckpoint: async (path, at) => host.saveCheckpoint?.(path, at?.step),
    checkpoint: host.checkpoint ?? null,
  };
}

async function save<A extends Artifact>(host: StepHost, as: Schema<A>, path: string): Promise<A> {
  const { artifact, columns } = marksOf(as);
  if (artifact === undefined)
    throw new TypeError("save(as, path) takes the schema of an artifact: artifact(kind), or a field of the output");
  const saved = await host.save(artifact, path);
  // Its kind and columns are what the schema says; the type adds nothing else.
  return { ...saved, ...(columns && { columns }) } as unknown as A;
}
