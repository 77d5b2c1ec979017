/** The nodes that must be settled before a reference has its value: what `after` waits for. */
import type { Expression } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { expression, type Reader } from "../ref/express.ts";
import type { Handle } from "../ref/ref.ts";
import { show } from "../ref/show.ts";

export function waitsFor(refs: readonly Handle<unknown>[], reader: Reader): readonly string[] {
  return [
    ...new Set(
      refs.flatMap((ref) => {
        const read = expression(ref, reader);
        const nodes = sourcesOf(read);
        if (nodes.length > 0) return nodes;
        throw invalidSpec({
          field: reader.who,
          message: `names ${show(read)}, which no step yields`,
          fix: "leave it out",
        });
      }),
    ),
  ];
}

function sourcesOf(of: Expression): readonly string[] {
  switch (of.kind) {
    case "step":
      return [of.step];
    case "gather":
      return [of.map];
    case "arm":
      return [of.branch];
    case "passed":
    case "present":
    case "field":
      return sourcesOf(of.of);
    case "at":
      return [...sourcesOf(of.of), ...sourcesOf(of.key)];
    case "list":
      return of.items.flatMap(sourcesOf);
    case "object":
      return Object.values(of.fields).flatMap(sourcesOf);
    case "text":
      return of.parts.flatMap((part) => (typeof part === "string" ? [] : sourcesOf(part)));
    default:
      return [];
  }
}
