/** A real Jaeger that keeps traces in memory: takes spans by OTLP, and is asked for them as its own pages ask it. */
import { accessSync, constants } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TreeSpan } from "../otlp/trace-tree.ts";
import { isOnPath } from "./absent-programs.ts";
import { freePort } from "./free-port.ts";
import type { Workbench } from "./workbench.ts";

/** Where `npm run jaeger` builds one. */
const built = join(import.meta.dirname, "../../../../.cache/jaeger/jaeger");

/**
 * As `absentPrograms`, but in CI too: no package of a system brings one, so that what needs it is skipped there by name. What
 * it would show is shown with OtlpReceiver as well.
 */
export function absentJaeger(): readonly string[] {
  return isBuilt() || isOnPath("jaeger") ? [] : ["jaeger: npm run jaeger"];
}

export class JaegerServer {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly otlpUrl: string;
  /** Where people look at traces. */
  readonly pagesUrl: string;

  /** Answers when it takes spans and questions. Version 2. */
  static async start(bench: Workbench): Promise<JaegerServer> {
    const [otlp, http, grpc] = await Promise.all([freePort(), freePort(), freePort()]);
    const config = join(await bench.folder(), "jaeger.json");
    await writeFile(config, JSON.stringify(configFor({ otlp, http, grpc })));
    const child = await bench.start(isBuilt() ? built : "jaeger", ["--config", config], { name: "jaeger" });
    await child.said(/Everything is ready/);
    return new JaegerServer(`http://127.0.0.1:${otlp}`, `http://127.0.0.1:${http}`);
  }

  private constructor(otlpUrl: string, pagesUrl: string) {
    this.otlpUrl = otlpUrl;
    this.pagesUrl = pagesUrl;
  }

  /** For a coordinator's `--trace-url`. */
  get traceUrl(): string {
    return `${this.pagesUrl}/trace/{traceId}?uiFind={find}`;
  }

  /** Ids of all traces that it has of anybody. */
  async traceIds(): Promise<ReadonlySet<string>> {
    const services = (await this.#ask<readonly string[]>("/api/services")) ?? [];
    const traces = await Promise.all(
      services.map((service) => this.#ask<readonly Trace[]>(`/api/traces?service=${encodeURIComponent(service)}`)),
    );
    return new Set(traces.flatMap((found) => (found ?? []).map(({ traceID }) => traceID)));
  }

  /** As it has them by now; none of a trace that it does not know. */
  async spans(traceId: string): Promise<readonly TreeSpan[]> {
    const [trace] = (await this.#ask<readonly Trace[]>(`/api/traces/${traceId}`)) ?? [];
    return trace?.spans.map(treeSpan) ?? [];
  }

  async #ask<T>(path: string): Promise<T | null> {
    const answer = await fetch(new URL(path, this.pagesUrl));
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`jaeger answers ${path} with ${answer.status}: ${await answer.text()}`);
    return ((await answer.json()) as { readonly data: T | null }).data;
  }
}

interface Trace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
}

interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[];
  /** Microseconds since the epoch. */
  readonly startTime: number;
  /** Microseconds. */
  readonly duration: number;
}

function treeSpan({ traceID, spanID, operationName, references, startTime, duration }: JaegerSpan): TreeSpan {
  const parent = references.find((reference) => reference.refType === "CHILD_OF" && reference.traceID === traceID);
  return {
    traceId: traceID,
    spanId: spanID,
    parentSpanId: parent?.spanID ?? null,
    name: operationName,
    startMs: startTime / 1000,
    endMs: (startTime + duration) / 1000,
  };
}

interface Ports {
  readonly otlp: number;
  readonly http: number;
  readonly grpc: number;
}

function configFor({ otlp, http, grpc }: Ports): object {
  const at = (port: number) => ({ endpoint: `127.0.0.1:${port}` });
  return {
    service: {
      extensions: ["jaeger_storage", "jaeger_query"],
      pipelines: { traces: { receivers: ["otlp"], exporters: ["jaeger_storage_exporter"] } },
      telemetry: { metrics: { level: "none" } },
    },
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: 1000 } } } },
      jaeger_query: { storage: { traces: "memory" }, http: at(http), grpc: at(grpc) },
    },
    receivers: { otlp: { protocols: { http: at(otlp) } } },
    exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
  };
}

function isBuilt(): boolean {
  try {
    accessSync(built, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
