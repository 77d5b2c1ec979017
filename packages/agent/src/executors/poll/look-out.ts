/** Looks at whatever a step waits for. */
import { TroupeError, unreachable } from "@troupe/core";
import type { Look, Looker, RowSource, Sight } from "../../ports/look.ts";
import { lookAtFiles } from "./look-at-files.ts";
import { lookAtRows } from "./look-at-rows.ts";
import { lookOverHttp } from "./look-over-http.ts";

export class LookOut implements Looker {
  readonly #sources: ReadonlyMap<string, RowSource>;

  /** `sources`: by the name that pipelines know them by. */
  constructor(sources: ReadonlyMap<string, RowSource>) {
    this.#sources = sources;
  }

  placeOf({ runs, inputs }: Look): string {
    const { for: subject } = runs;
    if (subject.kind === "sql") return `sql ${subject.connection}`;
    if (subject.kind === "file") return "files";
    return `http ${URL.parse(String(inputs.url))?.host ?? ""}`;
  }

  async look({ runs, inputs }: Look, signal: AbortSignal): Promise<Sight> {
    const { for: subject } = runs;
    switch (subject.kind) {
      case "http":
        return lookOverHttp(subject, textOf(inputs, "url"), signal);
      case "file":
        return lookAtFiles(textOf(inputs, "path"));
      case "sql":
        return lookAtRows(
          this.#source(subject.connection),
          { query: textOf(inputs, "query"), yields: subject.yields },
          signal,
        );
      default:
        return unreachable(subject);
    }
  }

  #source(name: string): RowSource {
    const source = this.#sources.get(name);
    if (source !== undefined) return source;
    const known = [...this.#sources.keys()].join(", ") || "none";
    throw new TroupeError(`this agent knows no connection "${name}"; it knows ${known} (--connections)`, {
      code: "CONNECTION_UNKNOWN",
      reaction: "reject",
    });
  }
}

function textOf(inputs: Look["inputs"], name: string): string {
  const value = inputs[name];
  if (typeof value === "string" && value !== "") return value;
  throw new TroupeError(`its ${name} is ${JSON.stringify(value)}, a text is needed`, {
    code: "WAIT_INVALID",
    reaction: "reject",
  });
}
