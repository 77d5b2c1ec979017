/** A field of what an expression comes to, as an expression. */
import { type Expression, isObject, type Json, unreachable } from "@troupe/core";
import type { Origin } from "./origin.ts";

export function fieldOf(of: Origin, name: string): Origin {
  if (of.kind === "input") return { ...of, path: [...of.path, name] };
  return of.kind === "input-text" ? of : field(of, name);
}

function field(of: Expression, name: string): Expression {
  switch (of.kind) {
    case "param":
    case "step":
    case "item":
    case "state":
    case "loop":
    case "outcome":
    case "previous":
    case "latest":
    case "dataset":
    case "field":
      return { ...of, path: [...of.path, name] };
    case "arm":
    case "group":
      return { ...of, of: field(of.of, name) };
    case "object":
      return of.fields[name] ?? { kind: "literal", value: null };
    case "literal":
      return { kind: "literal", value: isObject(of.value) ? ((of.value[name] as Json | undefined) ?? null) : null };
    case "run":
    case "interval":
    case "index":
    case "gather":
    case "ended":
    case "first":
    // Not moved inside: what has passed is what the gate judged, and a part of it is a part of what has passed.
    case "passed":
    case "present":
    case "at":
    case "list":
    case "text":
      return { kind: "field", of, path: [name] };
    default:
      return unreachable(of);
  }
}
