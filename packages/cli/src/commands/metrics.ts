/** troupe metrics: what tasks measured: a line a series, or a line a point while it is followed. */
import type { MetricPoint } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { seriesOf } from "../metrics/series.ts";
import { type OutputFormat, printData, printList } from "../output-format.ts";
import { figure } from "../render/amount.ts";
import { clock } from "../render/duration.ts";
import { sparkline } from "../render/sparkline.ts";

export interface MetricsOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
  readonly task?: string;
  readonly name?: readonly string[];
  readonly follow?: boolean;
  /** What tasks used of their machines, too. */
  readonly system?: boolean;
}

const systemPrefix = "system.";

const sparkColumns = 24;

export async function metrics(context: Context, runId: string, options: MetricsOptions): Promise<void> {
  const { terminal, interrupted: signal } = context;
  const { task, name, follow = false, output, system = name !== undefined } = options;
  const query = {
    signal,
    follow,
    ...(task === undefined ? {} : { task }),
    ...(name === undefined ? {} : { names: name }),
  };
  await withClient(options, async (client) => {
    const measured = (await client.run(runId)).metrics(query);
    const points = system ? measured : withoutSystem(measured);
    if (follow) for await (const point of points) terminal.out(pointLine(point, output));
    else print(context, await all(points), output);
  });
}

async function* withoutSystem(points: AsyncIterable<MetricPoint>): AsyncGenerator<MetricPoint> {
  for await (const point of points) if (!point.name.startsWith(systemPrefix)) yield point;
}

async function all(points: AsyncIterable<MetricPoint>): Promise<readonly MetricPoint[]> {
  const found: MetricPoint[] = [];
  for await (const point of points) found.push(point);
  return found;
}

function print({ terminal }: Context, points: readonly MetricPoint[], output: OutputFormat | undefined): void {
  if (output === "json" || output === "yaml") return printData(terminal, output, points);
  printList(terminal, output, {
    items: seriesOf(points),
    name: ({ task, name }) => `${task}/${name}`,
    none: "this run has measured nothing",
    columns: [
      { title: "TASK", cell: ({ task }) => task },
      { title: "METRIC", cell: ({ name }) => terminal.dataStyle.bold(name) },
      { title: "LAST", cell: ({ values }) => figure(values.at(-1) ?? Number.NaN), align: "right" },
      { title: "MIN", cell: ({ min }) => figure(min), align: "right" },
      { title: "MAX", cell: ({ max }) => figure(max), align: "right" },
      { title: "POINTS", cell: ({ values }) => String(values.length), align: "right" },
      { title: "STEP", cell: ({ step }) => (step === null ? "" : String(step)), align: "right", wide: true },
      { title: "TREND", cell: ({ values }) => terminal.dataStyle.busy(sparkline(values, sparkColumns)) },
    ],
  });
}

function pointLine(point: MetricPoint, output: OutputFormat | undefined): string {
  if (output === "json") return JSON.stringify(point);
  const step = point.step === null ? "" : `  step ${point.step}`;
  return `${clock(point.at)}  ${point.task}  ${point.name} ${figure(point.value)}${step}`;
}
