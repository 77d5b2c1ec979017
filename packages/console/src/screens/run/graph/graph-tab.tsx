import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Task } from "../../../api/messages.ts";
import { ErrorPanel } from "../../../components/error-panel.tsx";
import { RowSkeletons } from "../../../components/skeletons.tsx";
import { useCalm } from "../../../components/use-calm.ts";
import { plural } from "../../../format/numbers.ts";
import { warmUp } from "../../../graph/elk.ts";
import { type BoxKind, buildGraph, eachNode, type Graph, type GraphNode } from "../../../graph/graph-model.ts";
import { GraphView } from "../../../graph/graph-view.tsx";
import { useLayout } from "../../../graph/use-layout.ts";
import { criticalPath } from "../model/critical-path.ts";
import { readSummary, summarize, toneOf } from "../model/summary.ts";
import { useRunPart, useRunView } from "../run-store.ts";
import { TaskList } from "../table/task-list.tsx";
import { usePlan } from "../use-plan.ts";
import { useRunSearch } from "../use-run-search.ts";
import styles from "./graph-tab.module.css";
import { litEdges } from "./lit-edges.ts";
import { NodeFace } from "./node-face.tsx";

/** Above so many tasks, boxes are closed until somebody opens them. */
const openBelow = 100;

export function GraphTab() {
  useEffect(warmUp, []);
  const { plan, error } = usePlan();
  const { search, change } = useRunSearch();
  // The names alone: a graph does not change when a task does.
  const names = useRunPart((view) => [...view.tasks.keys()].join("\n"));
  const toggled = search.open?.join("\n") ?? "";
  const graph = useMemo(() => {
    if (plan === undefined) return undefined;
    const tasks = names.split("\n");
    return buildGraph({ plan, tasks, isOpen: openness(tasks.length, new Set(toggled.split("\n"))) });
  }, [plan, names, toggled]);
  if (error !== null && error !== undefined) return <ErrorPanel error={error} title="The definition cannot be read" />;
  if (graph === undefined) return <RowSkeletons />;
  const toggle = (node: GraphNode): void => {
    if (!node.isBox) return change({ task: node.tasks[0] ?? node.id });
    const open = new Set(search.open ?? []);
    if (!open.delete(node.id)) open.add(node.id);
    change({ open: [...open] });
  };
  return <Drawing graph={graph} toggle={toggle} />;
}

/** What is named is not as it would be by itself. */
function openness(tasks: number, toggled: ReadonlySet<string>): (id: string, kind: BoxKind) => boolean {
  return (id) => tasks <= openBelow !== toggled.has(id);
}

interface DrawingProps {
  readonly graph: Graph;
  readonly toggle: (node: GraphNode) => void;
}

function Drawing({ graph, toggle }: DrawingProps) {
  const { layout, isBusy, error } = useLayout(graph);
  const { plan } = usePlan();
  const view = useRunView();
  const { search, change } = useRunSearch();
  const calm = useCalm(view.tasks, 1000);
  const path = useMemo(() => (plan === undefined ? [] : criticalPath(plan, calm)), [plan, calm]);
  const lit = useStable(useMemo(() => litEdges(graph, path), [graph, path]));
  const drawnOf = useMemo(() => innermost(graph), [graph]);
  const colorOf = useCallback(
    (node: GraphNode) => `--${toneOf(readSummary(summarize(calm, node.tasks)))}-mark`,
    [calm],
  );
  const toggling = useRef(toggle);
  toggling.current = toggle;
  const renderNode = useMemo(
    () => (node: GraphNode) => <NodeFace node={node} toggle={() => toggling.current(node)} />,
    [],
  );
  if (error !== undefined) return <ErrorPanel error={error} title="The graph cannot be laid out" />;
  if (layout === undefined) {
    return (
      <div className={styles.before}>
        <p className={styles.note} role="status">
          Laying out {plural(view.tasks.size, "task")}…
        </p>
        <TaskList />
      </div>
    );
  }
  const focus = worthSeeing(view.tasks.values()) ?? path[0];
  return (
    <div className={styles.drawing} aria-busy={isBusy}>
      <GraphView
        label="Graph of the run"
        layout={layout}
        renderNode={renderNode}
        selected={search.task === undefined ? undefined : drawnOf.get(search.task)}
        onSelect={(id) => select(id, graph, change)}
        onOpen={toggle}
        lit={lit}
        focus={focus === undefined ? undefined : drawnOf.get(focus)}
        colorOf={colorOf}
      />
    </div>
  );
}

function select(id: string, graph: Graph, change: ReturnType<typeof useRunSearch>["change"]): void {
  for (const node of eachNode(graph)) if (node.id === id && node.kind === "task") change({ task: node.tasks[0] ?? id });
}

/** The innermost node that is drawn for each task. */
function innermost(graph: Graph): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const node of eachNode(graph)) for (const task of node.tasks) found.set(task, node.id);
  return found;
}

/** The same set for the same members: a drawing with a thousand edges is not to be drawn again for each event. */
function useStable(set: ReadonlySet<string>): ReadonlySet<string> {
  const last = useRef(set);
  if (last.current.size !== set.size || ![...set].every((member) => last.current.has(member))) last.current = set;
  return last.current;
}

/** What a reader of a large run looks for: what has failed, else what runs. */
function worthSeeing(tasks: Iterable<Task>): string | undefined {
  let running: string | undefined;
  for (const { name, state } of tasks) {
    if (state === "TASK_STATE_FAILED") return name;
    if (state === "TASK_STATE_RUNNING") running ??= name;
  }
  return running;
}
