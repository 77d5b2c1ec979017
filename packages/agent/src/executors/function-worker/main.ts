/** A worker: imports one code bundle and runs function attempts of it, until its agent closes its input or dies. */
import { writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { openStepSpans } from "../../adapters/otel/node-sdk-step-spans.ts";
import { noStepSpans, type StepSpans } from "../../ports/step-spans.ts";
import { failureOf } from "./failure.ts";
import { loadPrograms } from "./programs.ts";
import { ReportWriter } from "./report-writer.ts";
import { attributeEnvironment, attributeStreams, runScopes } from "./run-scope.ts";
import { Runner } from "./runner.ts";
import { fds, LineSplitter, type Request } from "./wire.ts";

const reports = new ReportWriter(fds.reports);
const loading = Promise.withResolvers<Runner>();
/** Once the code is loaded. */
let runner: Runner | undefined;
let spans: StepSpans = noStepSpans;

process.setSourceMapsEnabled(true);
attributeStreams(reports);
attributeEnvironment();
process.on("uncaughtException", survive);
process.on("unhandledRejection", survive);
const exit = process.exit.bind(process);
process.exit = leave as typeof process.exit;
listen();

function listen(): void {
  const splitter = new LineSplitter();
  const requests = new Socket({ fd: fds.requests, readable: true, writable: false });
  requests.setEncoding("utf8");
  requests.on("data", (text: string) => {
    for (const line of splitter.split(text)) handle(JSON.parse(line));
  });
  requests.on("end", () => void end());
  requests.on("error", () => void end());
}

function handle(request: Request): void {
  switch (request.type) {
    case "load":
      void load(request);
      return;
    case "run":
      // Attempts may come while the code is still being loaded.
      if (runner !== undefined) runner.run(request);
      else void loading.promise.then((loaded) => loaded.run(request));
      return;
    case "abort":
      runner?.abort(request.run, request.reason);
      return;
    case "saved":
    case "not-saved":
      runner?.saved(request);
      return;
    default:
      request satisfies never;
  }
}

async function load({ module, groups, isEager }: Extract<Request, { type: "load" }>): Promise<void> {
  try {
    reports.isEager = isEager;
    for (const group of groups) writeFileSync(`${group}/cgroup.procs`, String(process.pid));
    spans = await openStepSpans(process.env);
    runner = new Runner(await loadPrograms(module), reports, spans);
    loading.resolve(runner);
    reports.send({ type: "loaded" });
  } catch (error) {
    const { text } = failureOf(error);
    reports.send({ type: "unloadable", message: text.trimEnd() });
  }
  reports.flush();
}

async function end(): Promise<void> {
  await spans.shutdown();
  exit(0);
}

/** An attempt fails alone by what it did not catch, and the others go on. Of an error of nobody, the worker dies. */
function survive(error: unknown): void {
  if (runner?.uncaught(error)) return;
  process.stderr.write(failureOf(error).text);
  exit(1);
}

/** A function that ends the process means itself: its neighbours have done nothing. */
function leave(code?: number | string | null): never {
  const scope = runScopes.getStore();
  if (scope === undefined) return exit(code);
  const error = new Error(`called process.exit(${code ?? process.exitCode ?? ""})`);
  scope.fail(error);
  throw error;
}
