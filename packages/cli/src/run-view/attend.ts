/** Stays with a run until it ends or somebody leaves: a table that moves on a terminal, a line an event elsewhere. */
import { type Json, runStatuses } from "@troupe/core";
import type { Client, Run, RunHandle, RunUpdate } from "@troupe/sdk/client";
import { consoleUrlIfAny, runPath } from "../console/console-url.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, runExitCodes } from "../exit-code.ts";
import { type OutputFormat, printData } from "../output-format.ts";
import { clock } from "../render/duration.ts";
import { runLooks } from "../render/states.ts";
import { eventLine } from "./event-line.ts";
import { failureCard } from "./failure-card.ts";
import { interruptions } from "./interruptions.ts";
import { lastLines } from "./last-lines.ts";
import { type Picture, stillPicture } from "./picture.ts";
import { RunModel } from "./run-model.ts";
import { summary } from "./summary.ts";

export interface AttendOptions {
  /** In the order of the definition. */
  readonly nodes: readonly string[];
  readonly output: OutputFormat | undefined;
}

export async function attend(
  context: Context,
  client: Client,
  handle: RunHandle,
  options: AttendOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const consoleUrl = await consoleUrlIfAny(client, runPath(handle.id));
  if (consoleUrl !== null) terminal.say(`${terminal.style.dim("console")}  ${terminal.style.code(consoleUrl)}`);
  const model = new RunModel(options.nodes);
  const left = new AbortController();
  const asked = interruptions(context, {
    leave: () => left.abort(),
    cancel: () => {
      // What comes of it is seen in the run; a refusal means that it has ended already.
      handle.cancel("cancelled from the command line").catch(() => {});
    },
  });
  const picture = await openPicture(context, model, asked.prompt);
  try {
    await follow(context, handle, model, left.signal, picture);
  } catch (error) {
    if (!left.signal.aborted) throw error;
  } finally {
    picture.close();
    asked.release();
  }
  if (left.signal.aborted) return leave(context, handle);
  const run = model.run ?? (await handle.get());
  terminal.say(`\n${summary(run, terminal.style)}`);
  if (run.failure !== null) terminal.say(`\n${await cardOf(context, handle, model, run)}`);
  if (options.output !== undefined) printOutcome(context, run, options.output);
  return runExitCodes[run.state];
}

async function openPicture(context: Context, model: RunModel, prompt: () => string | null): Promise<Picture> {
  if (!context.terminal.isLive) return stillPicture;
  const { livePicture } = await import("./live-picture.ts");
  return livePicture(context, model, prompt);
}

async function follow(
  context: Context,
  handle: RunHandle,
  model: RunModel,
  signal: AbortSignal,
  picture: Picture,
): Promise<void> {
  const { terminal } = context;
  const ended = new AbortController();
  const measuring = measure(handle, model, AbortSignal.any([signal, ended.signal]));
  const onCut = (): void => {
    if (!terminal.isLive) terminal.say("the coordinator is gone; trying again");
    picture.note("the coordinator is gone; trying again…");
  };
  let isFirst = true;
  try {
    for await (const update of handle.watch({ signal, onCut })) {
      model.update(update);
      picture.note(null);
      const line = terminal.isLive ? null : historyLine(update, isFirst ? context.now() : null);
      isFirst = false;
      if (line !== null) terminal.say(line);
    }
  } finally {
    ended.abort();
    await measuring;
  }
}

/** What was before the watch began is one line: `since` is when it began, and null from then on. */
function historyLine(update: RunUpdate, since: number | null): string | null {
  if (update.type === "event") return eventLine(update);
  if (update.type === "progress" || since === null) return null;
  const { id, state } = update.run;
  return `${clock(new Date(since))}  run  ${id} ${runStatuses[state].terminal ? "has ended as" : "is"} ${runLooks[state].word}`;
}

/** An extra: a run without metrics, or whose metrics cannot be read, is watched all the same. */
async function measure(handle: RunHandle, model: RunModel, signal: AbortSignal): Promise<void> {
  try {
    for await (const point of handle.metrics({ follow: true, signal })) model.measure(point);
  } catch {
    // Aborted with the watch, or refused.
  }
}

async function cardOf({ terminal }: Context, handle: RunHandle, model: RunModel, run: Run<Json>): Promise<string> {
  const { failure } = run;
  if (failure === null) return "";
  const task = failure.task === null ? null : model.task(failure.task);
  const words = failure.task === null ? [] : await lastLines(handle, failure.task);
  const { columns, style } = terminal;
  return failureCard({ runId: run.id, failure, task, lastLines: words, columns, style });
}

function leave({ terminal }: Context, { id }: RunHandle): ExitCode {
  const { style } = terminal;
  terminal.say(
    `\nThe run goes on. Watch it: ${style.code(`troupe watch ${id}`)}; end it: ${style.code(`troupe cancel ${id}`)}`,
  );
  return exitCodes.interrupted;
}

function printOutcome({ terminal }: Context, run: Run<Json>, output: OutputFormat): void {
  if (output === "json" || output === "yaml") printData(terminal, output, run);
  else terminal.out(run.id);
}
