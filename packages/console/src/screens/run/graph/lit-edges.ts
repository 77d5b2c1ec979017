import { eachNode, type Graph } from "../../../graph/graph-model.ts";

/** The edges, as "from to", along which a path of tasks runs: between the tasks, or between boxes that hold them. Pure. */
export function litEdges(graph: Graph, path: readonly string[]): ReadonlySet<string> {
  const around = new Map<string, string[]>();
  for (const node of eachNode(graph)) {
    for (const task of node.tasks) {
      const ids = around.get(task) ?? [];
      ids.push(node.id);
      around.set(task, ids);
    }
  }
  const lit = new Set<string>();
  for (const [place, task] of path.slice(1).entries()) {
    const before = path[place] ?? "";
    for (const from of around.get(before) ?? []) for (const to of around.get(task) ?? []) lit.add(`${from} ${to}`);
  }
  return lit;
}
