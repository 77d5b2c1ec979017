import {
  Background,
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { roundedPath } from "../../components/graph/edge-path.ts";
import type { GraphLayout, Placed, PlacedEdge } from "../../components/graph/elk-graph.ts";
import { layoutGraph } from "../../components/graph/graph-layout.ts";
import { Icon } from "../../components/icons/icon.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import type { DefinitionGraph, GraphEdge, GraphNode } from "./definition-graph.ts";
import styles from "./definition-view.module.css";
import { kindIcon } from "./kind-icon.ts";

export interface DefinitionViewProps {
  readonly graph: DefinitionGraph;
  readonly chosen: string | undefined;
  readonly onChoose: (node: string | undefined) => void;
}

type StepNode = Node<{ readonly node: GraphNode }, "step">;
type BoxNode = Node<{ readonly node: GraphNode }, "box">;
type LineEdge = Edge<{ readonly edge: GraphEdge; readonly placed: PlacedEdge }, "line">;

const nodeTypes = { step: StepBox, box: GroupBox };
const edgeTypes = { line: Line };

/** The definition drawn: boxes and lines, to be moved and looked at closely. */
export function DefinitionView({ graph, chosen, onChoose }: DefinitionViewProps) {
  const layout = useQuery({
    queryKey: ["layout", graph],
    queryKeyHashFn: () => hashOf(graph),
    queryFn: () => layoutGraph(graph.nodes.map(sized), graph.edges.map(named)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const drawn = useMemo(() => (layout.data === undefined ? undefined : draw(graph, layout.data)), [graph, layout.data]);
  if (layout.error !== null)
    return <ErrorPanel error={layout.error} title="The graph cannot be drawn; the outline has all of it" />;
  if (drawn === undefined) return <RowSkeletons rows={8} />;
  return (
    <ReactFlow
      className={styles.view}
      nodes={drawn.nodes.map((node) => (node.id === chosen ? { ...node, selected: true } : node))}
      edges={drawn.edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      onNodeClick={(_, { id }) => onChoose(id)}
      onPaneClick={() => onChoose(undefined)}
      onSelectionChange={({ nodes: [node] }) => {
        if (node !== undefined && node.id !== chosen) onChoose(node.id);
      }}
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.08 }}
      minZoom={0.1}
      maxZoom={1.6}
      onlyRenderVisibleElements={graph.nodes.length > 200}
      proOptions={{ hideAttribution: true }}
      aria-label="Graph of the definition"
    >
      <Background gap={20} size={1} color="var(--border)" />
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}

const nodeHeight = 44;

/** As wide as its words; what is longer is cut. */
function sized({ id, parent, runs, note }: GraphNode) {
  const letters = Math.max(id.length, runs.length + note.length + 3);
  return { id, parent, width: Math.min(240, Math.max(120, letters * 7 + 46)), height: nodeHeight };
}

function named({ from, to, arm }: GraphEdge) {
  const label = arm === "" ? {} : { label: { width: arm.length * 6.5 + 12, height: 18 } };
  return { id: edgeId({ from, to, arm }), from, to, ...label };
}

function edgeId({ from, to, arm }: Pick<GraphEdge, "from" | "to" | "arm">): string {
  return `${from} ${to} ${arm}`;
}

function hashOf({ nodes, edges }: DefinitionGraph): string {
  return `layout ${JSON.stringify([nodes.map(sized), edges.map(named)])}`;
}

function draw(graph: DefinitionGraph, layout: GraphLayout) {
  const nodes = graph.nodes.map((node): StepNode | BoxNode => {
    const { x, y, width, height } = layout.nodes.get(node.id) ?? nowhere;
    const shared = {
      id: node.id,
      position: { x, y },
      width,
      height,
      data: { node },
      ariaLabel: `${node.id}, ${node.runs}`,
    };
    return node.isBox ? { ...shared, type: "box", zIndex: 0 } : { ...shared, type: "step", zIndex: 2 };
  });
  const edges = graph.edges.map((edge): LineEdge => {
    const id = edgeId(edge);
    const placed = layout.edges.get(id) ?? { points: [], label: undefined };
    return { id, source: edge.from, target: edge.to, type: "line", data: { edge, placed }, zIndex: 1 };
  });
  return { nodes, edges };
}

const nowhere: Placed = { x: 0, y: 0, width: 120, height: nodeHeight };

function Handles() {
  return (
    <>
      <Handle type="target" position={Position.Left} className={styles.handle} />
      <Handle type="source" position={Position.Right} className={styles.handle} />
    </>
  );
}

function StepBox({ data: { node } }: NodeProps<StepNode>) {
  return (
    <div className={styles.step} data-kind={node.kind}>
      <Handles />
      <Icon name={kindIcon(node.runs)} size={16} />
      <div className={styles.words}>
        <span className={styles.name}>{node.id}</span>
        <span className={styles.note}>
          {node.runs}
          {node.note !== "" && ` · ${node.note}`}
        </span>
      </div>
    </div>
  );
}

function GroupBox({ data: { node } }: NodeProps<BoxNode>) {
  return (
    <div className={styles.box}>
      <Handles />
      <p className={styles.title}>
        <Icon name={kindIcon(node.runs)} size={14} />
        <span className={styles.name}>{node.id}</span>
        <span className={styles.note}>{node.note === "" ? node.runs : node.note}</span>
      </p>
    </div>
  );
}

function Line({ id, data }: EdgeProps<LineEdge>) {
  if (data === undefined) return null;
  const { edge, placed } = data;
  return (
    <>
      <BaseEdge id={id} path={roundedPath(placed.points)} className={styles.line} data-lenient={edge.isLenient} />
      {placed.label !== undefined && (
        <EdgeLabelRenderer>
          <span className={styles.arm} style={{ transform: `translate(${placed.label.x}px, ${placed.label.y}px)` }}>
            {edge.arm}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
