/** The artifacts of a run: troupe get artifacts, and troupe download. */
import { isArtifact, isObject, type Json, TroupeError } from "@troupe/core";
import type { Client, Task } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { printList } from "../output-format.ts";
import { bytes } from "../render/amount.ts";
import { artifactColumns, type FoundArtifact } from "../render/columns.ts";
import type { Terminal } from "../terminal.ts";
import type { GetOptions } from "./get.ts";

export interface DownloadOptions extends ConnectionOptions {
  /** A file, or `-` for stdout. */
  readonly output?: string;
}

/** Between two words on how far it is. */
const progressMs = 1000;

export async function getArtifacts({ terminal }: Context, runId: string, options: GetOptions): Promise<void> {
  const items = await withClient(options, async (client) => await artifactsOf(client, runId));
  const name = ({ task, field }: FoundArtifact) => (field === "" ? task : `${task}.${field}`);
  const none = "no task of this run has yielded an artifact";
  printList(terminal, options.output, { items, columns: artifactColumns(terminal.dataStyle), name, none });
}

export async function download(
  context: Context,
  runId: string,
  task: string,
  field: string | undefined,
  options: DownloadOptions,
): Promise<void> {
  const { terminal, interrupted: signal } = context;
  await withClient(options, async (client) => {
    const { output } = await (await client.run(runId)).task(task);
    const artifact = choose(task, field, artifactsIn(task, output));
    const tell = progress(context, artifact.size);
    if (options.output === "-") {
      let received = 0;
      for await (const piece of client.read(artifact, { signal })) {
        await terminal.write(piece);
        received += piece.length;
        tell(received);
      }
      return;
    }
    const path = options.output ?? fileName(artifact);
    await client.download(artifact, path, { signal, onProgress: tell });
    terminal.say(`${path}: ${bytes(artifact.size)}, ${artifact.digest}`);
  });
}

async function artifactsOf(client: Client, runId: string): Promise<readonly FoundArtifact[]> {
  const tasks: readonly Task[] = await (await client.run(runId)).tasks();
  return tasks.flatMap(({ name, output }) => artifactsIn(name, output));
}

/** Every artifact of an output, in the order in which they stand. */
function artifactsIn(task: string, value: Json, path: readonly string[] = []): readonly FoundArtifact[] {
  const artifact: unknown = value;
  if (isArtifact(artifact)) return [{ task, field: path.join("."), ...artifact }];
  if (!isObject(value) && !Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => artifactsIn(task, inner as Json, [...path, key]));
}

function choose(task: string, field: string | undefined, found: readonly FoundArtifact[]): FoundArtifact {
  const [only] = field === undefined ? found : found.filter((each) => each.field === field);
  const isClear = field !== undefined || found.length === 1;
  if (only !== undefined && isClear) return only;
  if (found.length === 0) throw notFound(`${task} has yielded no artifact. troupe get artifacts lists what there is.`);
  const fields = found.map((each) => each.field).join(", ");
  if (field !== undefined) throw notFound(`${task} has no artifact in "${field}"; it has ${fields}.`);
  const message = `${task} has ${found.length} artifacts: say which field, one of ${fields}.`;
  throw new TroupeError(message, { code: "USAGE", reaction: "reject" });
}

function notFound(message: string): TroupeError {
  return new TroupeError(message, { code: "ARTIFACT_NOT_FOUND", reaction: "reject" });
}

/** In this folder: `train[0].file.joblib`. Both come from others, and no part of them may name a folder. */
function fileName({ task, field, kind }: FoundArtifact): string {
  const parts = [task, field, kind].filter((part) => part !== "");
  return parts
    .join(".")
    .replace(/[^A-Za-z0-9._[\]-]+/g, "-")
    .replace(/^\.+/, "");
}

/** Says now and then how much has come, where somebody is there to read it. */
function progress({ terminal, now }: Context, size: number): (received: number) => void {
  let saidAt = now();
  return (received) => {
    if (!terminal.isLive || now() - saidAt < progressMs) return;
    saidAt = now();
    terminal.say(progressLine(terminal, received, size));
  };
}

function progressLine({ style }: Terminal, received: number, size: number): string {
  const share = size === 0 ? 100 : Math.floor((100 * received) / size);
  return style.dim(`${bytes(received)} of ${bytes(size)} (${share} %)`);
}
