/** The nodes that must be settled before a reference has its value: what `after` waits for. */
import { sourcesOf } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { expression, type Reader } from "../ref/express.ts";
import type { Handle } from "../ref/ref.ts";
import { show } from "../ref/show.ts";

export function waitsFor(refs: readonly Handle<unknown>[], reader: Reader): readonly string[] {
  return [
    ...new Set(
      refs.flatMap((ref) => {
        const read = expression(ref, reader);
        if (read.kind === "ended")
          throw invalidSpec({
            field: reader.who,
            message: `names ${show(read)}, and how it ended is not waited for apart from it`,
            fix: 'name the step itself, and say when: "all-done"',
          });
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

export type { Reader };
