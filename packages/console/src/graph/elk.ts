/** Layouts in layers, by elk, in a worker that is loaded with the first graph. */
import ELK, { type ElkNode } from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { Layered, Layers, Point } from "./layout.ts";

let elk: InstanceType<typeof ELK> | undefined;

const options: Readonly<Record<string, string>> = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.spacing.nodeNode": "14",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.edgeEdge": "6",
  "elk.layered.spacing.nodeNodeBetweenLayers": "44",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  // Nodes keep the order of the definition where nothing speaks against it: a graph that grows does not jump.
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.padding": "[top=0,left=0,bottom=0,right=0]",
};

/** Above so many nodes, what looks a little better is not worth the wait: 1,000 nodes take 25 times as long with it. */
const manyNodes = 120;
const quick: Readonly<Record<string, string>> = {
  ...options,
  "elk.edgeRouting": "POLYLINE",
  "elk.layered.considerModelOrder.strategy": "NONE",
  "elk.layered.crossingMinimization.greedySwitch.type": "OFF",
  "elk.layered.nodePlacement.strategy": "LINEAR_SEGMENTS",
  "elk.layered.thoroughness": "1",
};

/** Starts the worker, which takes a good part of a second: for whoever will have a graph as soon as its data are there. */
export function warmUp(): void {
  theElk();
}

function theElk(): InstanceType<typeof ELK> {
  elk ??= new ELK({ workerFactory: () => new Worker(workerUrl) });
  return elk;
}

export async function layInLayers({ sizes, edges }: Layers): Promise<Layered> {
  const asked: ElkNode = {
    id: "root",
    layoutOptions: sizes.length > manyNodes ? quick : options,
    children: sizes.map(({ width, height }, place) => ({ id: `n${place}`, width, height })),
    edges: edges.map(([from, to], place) => ({ id: `e${place}`, sources: [`n${from}`], targets: [`n${to}`] })),
  };
  const laid: ElkNode = await theElk().layout(asked);
  const at = new Map(laid.children?.map((node) => [node.id, { x: node.x ?? 0, y: node.y ?? 0 }]));
  const routes = routesOf(laid);
  return {
    width: laid.width ?? 0,
    height: laid.height ?? 0,
    at: sizes.map((_, place) => at.get(`n${place}`) ?? { x: 0, y: 0 }),
    routes: edges.map((_, place) => routes.get(`e${place}`) ?? []),
  };
}

function routesOf({ edges = [] }: ElkNode): ReadonlyMap<string, readonly Point[]> {
  return new Map(
    edges.map(({ id, sections = [] }) => [
      id,
      sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]),
    ]),
  );
}
