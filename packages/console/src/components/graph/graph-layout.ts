/**
 * Lays graphs out, from left to right, in a worker that is loaded with the first of them: 1,000 nodes take seconds, and the
 * page must not stand still meanwhile.
 */
import type { ELK } from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { fromElk, type GraphLayout, type LayoutEdge, type LayoutNode, toElk } from "./elk-graph.ts";

let engine: Promise<ELK> | undefined;

/** Nodes before what is inside them; lines lead from a node to one in the same box. */
export async function layoutGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Promise<GraphLayout> {
  engine ??= startEngine();
  return fromElk(await (await engine).layout(toElk(nodes, edges)));
}

async function startEngine(): Promise<ELK> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  return new Elk({ workerFactory: () => new Worker(workerUrl, { name: "layout" }) });
}
