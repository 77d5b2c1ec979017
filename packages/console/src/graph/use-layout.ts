import { startTransition, useEffect, useRef, useState } from "react";
import { layInLayers } from "./elk.ts";
import type { Graph } from "./graph-model.ts";
import { type Layout, layOut } from "./layout.ts";

export interface LaidOut {
  /** The last one that is ready: of this graph, or, while it is being laid out, of the one before. */
  readonly layout: Layout | undefined;
  readonly isBusy: boolean;
  readonly error: unknown;
}

/** Off the main thread. A graph that has only the same nodes and edges as before is not laid out again. */
export function useLayout(graph: Graph): LaidOut {
  const [laid, setLaid] = useState<{ readonly shape: string; readonly layout?: Layout; readonly error?: unknown }>();
  const latest = useRef("");
  const shape = shapeOf(graph);
  // biome-ignore lint/correctness/useExhaustiveDependencies: its shape is all of the graph that matters to a layout
  useEffect(() => {
    latest.current = shape;
    const done = (next: { readonly layout?: Layout; readonly error?: unknown }): void => {
      // One that was overtaken is of no use; the one before it stays until the newest is there.
      if (latest.current !== shape) return;
      // In slices: a thousand nodes that come at once would hold up whoever reads the list meanwhile.
      startTransition(() => setLaid((last) => ({ ...(last?.layout && { layout: last.layout }), ...next, shape })));
    };
    layOut(graph, layInLayers).then(
      (layout) => done({ layout }),
      (error: unknown) => done({ error }),
    );
  }, [shape]);
  return { layout: laid?.layout, isBusy: laid?.shape !== shape, error: laid?.error };
}

function shapeOf({ nodes, edges }: Graph): string {
  const inner = nodes.map(({ id, kind, children }) => `${kind} ${id}${children ? `{${shapeOf(children)}}` : ""}`);
  return `${inner.join()};${edges.map(({ from, to }) => `${from} ${to}`).join()}`;
}
