/** How a step marks files in its output: `{ "$artifact": path, "kind": …, "columns": … }`. */
import { extname } from "node:path";
import { isObject, TroupeError } from "@troupe/core";

/** As deep as the coordinator takes JSON: what goes deeper would end this agent's stack before it ends the coordinator's. */
const maxDepth = 128;

const halfCharacter = "holds half of a character (a lone surrogate), which no text can be written with";

/** The same value with `{ kind, path, columns? }` in place of each mark. Throws TroupeError(reject, "TASK_OUTPUT_INVALID"). */
export function unmarked(value: unknown, at: string, depth = 0): unknown {
  const isList = Array.isArray(value);
  if (typeof value === "string" && !value.isWellFormed()) throw invalid(at, halfCharacter);
  if (!isList && !isObject(value)) return value;
  if (depth >= maxDepth) throw invalid(at.slice(0, 60), `is nested deeper than ${maxDepth} levels`);
  if (isList) return value.map((item: unknown, index) => unmarked(item, `${at}[${index}]`, depth + 1));
  if ("$artifact" in value) return fileOf(value, at);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (!name.isWellFormed()) throw invalid(at, `the name of a field ${halfCharacter}`);
      return [name, unmarked(item, `${at}.${name}`, depth + 1)];
    }),
  );
}

function fileOf({ $artifact: path, kind: given, columns, ...rest }: Readonly<Record<string, unknown>>, at: string) {
  if (typeof path !== "string" || path === "") throw invalid(at, "$artifact must be the path of a file");
  const kind = given ?? extname(path).slice(1);
  if (typeof kind !== "string" || kind === "") throw invalid(at, "an artifact needs a kind");
  const isTexts = Array.isArray(columns) && columns.every((name) => typeof name === "string");
  if (columns !== undefined && columns !== null && !isTexts) throw invalid(at, "columns must be a list of names");
  const [surplus] = Object.keys(rest);
  if (surplus !== undefined) throw invalid(at, `an artifact has $artifact, kind and columns, and no ${surplus}`);
  return { kind, path, ...(isTexts && { columns }) };
}

function invalid(at: string, what: string): TroupeError {
  return new TroupeError(`${at}: ${what}`, { code: "TASK_OUTPUT_INVALID", reaction: "reject" });
}
