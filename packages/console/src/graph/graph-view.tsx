import "@xyflow/react/dist/base.css";
import {
  type Node as FlowNode,
  MiniMap,
  type NodeProps,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  ViewportPortal,
} from "@xyflow/react";
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo } from "react";
import { Icon } from "../components/icons/icon.tsx";
import { nextInGraph } from "./graph-keys.ts";
import type { GraphNode } from "./graph-model.ts";
import styles from "./graph-view.module.css";
import type { Layout, PlacedEdge } from "./layout.ts";
import { routePath } from "./route-path.ts";

export interface GraphViewProps {
  /** "Graph of the run". */
  readonly label: string;
  readonly layout: Layout;
  /** Must stay the same function. */
  readonly renderNode: (node: GraphNode) => ReactNode;
  readonly selected?: string | undefined;
  readonly onSelect?: (id: string) => void;
  /** Enter or a double click. */
  readonly onOpen?: (node: GraphNode) => void;
  /** Edges that are lit, as "from to". */
  readonly lit?: ReadonlySet<string>;
  /** Where to look first in a graph that is too large to be read as a whole. */
  readonly focus?: string | undefined;
  /** The colour of a node in the small overview. */
  readonly colorOf?: (node: GraphNode) => string;
}

type Drawn = FlowNode<{ readonly node: GraphNode; readonly content: ReactNode }>;

/** Boxes and edges as they were laid out; it pans, zooms, and moves by keys along its edges. */
export function GraphView(props: GraphViewProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

/** Pixels above a small graph: below a high margin it would be out of sight on a page that scrolls. */
const topMargin = 72;

/** Smaller than this, nothing can be read. */
const readableZoom = 0.7;
/** At which a node that matters is shown. */
const focusZoom = 0.8;

const nodeTypes: NodeTypes = { drawn: memo(DrawnNode) };

function Canvas(props: GraphViewProps) {
  const { label, layout, renderNode, selected, onSelect, onOpen, lit, focus } = props;
  const flow = useReactFlow<Drawn>();
  const nodes = useMemo(() => toNodes(layout, renderNode), [layout, renderNode]);
  const canvas = useStore(({ width, height }) => `${width}x${height}`);
  const isLarge = layout.nodes.length > 60;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a graph that changes is looked at anew, one whose states change is not
  useEffect(() => look(flow, layout, canvas, focus), [flow, layout, canvas]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextInGraph(event.key, selected, layout);
    const node = layout.nodes.find((placed) => placed.node.id === selected)?.node;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (next !== undefined) {
      onSelect?.(next);
      void flow.fitView({ nodes: [{ id: next }], maxZoom: flow.getZoom(), minZoom: flow.getZoom(), duration: 120 });
    } else if (event.key === "Enter" && node !== undefined) onOpen?.(node);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element is a drawing that takes keys
    <div
      className={styles.canvas}
      role="group"
      aria-label={`${label}. Arrow keys move along it, Enter opens.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-list
    >
      <ReactFlow<Drawn>
        nodes={nodes}
        nodeTypes={nodeTypes}
        onNodeClick={(_event, { id }) => onSelect?.(id)}
        onNodeDoubleClick={(_event, { data }) => onOpen?.(data.node)}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        minZoom={0.03}
        maxZoom={1.6}
        proOptions={{ hideAttribution: true }}
      >
        <ViewportPortal>
          <Edges edges={layout.edges} lit={lit} selected={selected} />
        </ViewportPortal>
        {isLarge && <MiniMap<Drawn> pannable zoomable nodeColor={({ data }) => props.colorOf?.(data.node) ?? ""} />}
      </ReactFlow>
      <div className={styles.controls}>
        <button type="button" title="Closer" onClick={() => void flow.zoomIn({ duration: 120 })}>
          <Icon name="plus" label="Closer" />
        </button>
        <button type="button" title="Farther" onClick={() => void flow.zoomOut({ duration: 120 })}>
          <Icon name="minus" label="Farther" />
        </button>
        <button type="button" title="All of it" onClick={() => void flow.fitView({ duration: 160 })}>
          <Icon name="fit" label="All of it" />
        </button>
      </div>
    </div>
  );
}

/** All of it where that can be read; else what matters, or the beginning. */
function look(
  flow: ReturnType<typeof useReactFlow<Drawn>>,
  layout: Layout,
  canvas: string,
  focus: string | undefined,
): void {
  const [width = 0, height = 0] = canvas.split("x").map(Number);
  if (width === 0) return;
  const zoom = Math.min((width - 48) / layout.width, (height - 48) / layout.height);
  if (zoom >= readableZoom) {
    const scale = Math.min(zoom, 1);
    const x = (width - layout.width * scale) / 2;
    const y = Math.min((height - layout.height * scale) / 2, topMargin);
    void flow.setViewport({ x, y, zoom: scale });
    return;
  }
  const target = focus === undefined ? undefined : flow.getInternalNode(focus);
  if (target === undefined) {
    void flow.setViewport({ x: 24, y: Math.max(24, (height - layout.height * readableZoom) / 2), zoom: readableZoom });
    return;
  }
  const { x, y } = target.internals.positionAbsolute;
  void flow.setViewport({
    x: into(width / 2 - (x + 100) * focusZoom, width, layout.width * focusZoom),
    y: into(height / 2 - (y + 24) * focusZoom, height, layout.height * focusZoom),
    zoom: focusZoom,
  });
}

/** Where a drawing is shifted to, so that beside it no more than a margin stays empty. */
function into(shift: number, room: number, length: number): number {
  const margin = 24;
  if (length + 2 * margin <= room) return (room - length) / 2;
  return Math.min(margin, Math.max(shift, room - margin - length));
}

function toNodes({ nodes }: Layout, renderNode: (node: GraphNode) => ReactNode): Drawn[] {
  const depths = new Map<string, number>();
  return nodes.map(({ node, parent, x, y, width, height }) => {
    const depth = parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1;
    depths.set(node.id, depth);
    return {
      id: node.id,
      type: "drawn",
      position: { x, y },
      width,
      height,
      measured: { width, height },
      ...(parent !== undefined && { parentId: parent }),
      // Boxes below the edges, what is in them above.
      zIndex: node.children === undefined ? 20 : Math.min(depth, 8),
      data: { node, content: renderNode(node) },
    };
  });
}

function DrawnNode({ data, id }: NodeProps<Drawn>) {
  return (
    <div className={styles.node} data-node={id}>
      {data.content}
    </div>
  );
}

interface EdgesProps {
  readonly edges: readonly PlacedEdge[];
  readonly lit: ReadonlySet<string> | undefined;
  readonly selected: string | undefined;
}

/** Lit ones, and those of the selected node, are drawn last: over the others. */
const Edges = memo(function Edges({ edges, lit, selected }: EdgesProps) {
  const rank = ({ id, from, to }: PlacedEdge): number =>
    from === selected || to === selected ? 2 : lit?.has(id) ? 1 : 0;
  return (
    <svg className={styles.edges} aria-hidden="true">
      {[...edges]
        .sort((a, b) => rank(a) - rank(b))
        .map((edge) => (
          <path key={edge.id} d={routePath(edge.route)} data-lit={lit?.has(edge.id)} data-touched={rank(edge) === 2} />
        ))}
    </svg>
  );
});
