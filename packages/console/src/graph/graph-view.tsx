import "@xyflow/react/dist/base.css";
import {
  type Node as FlowNode,
  type NodeProps,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  ViewportPortal,
} from "@xyflow/react";
import { type KeyboardEvent, memo, type ReactNode, useDeferredValue, useEffect, useMemo, useRef } from "react";
import { Icon } from "../components/icons/icon.tsx";
import { Edges } from "./edges.tsx";
import { nextInGraph } from "./graph-keys.ts";
import type { GraphNode } from "./graph-model.ts";
import styles from "./graph-view.module.css";
import type { Layout } from "./layout.ts";
import { Overview } from "./overview.tsx";

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
  /** The colour of a node in the small overview, by its name in app/tokens.css; must stay the same function while none changes. */
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
  const isLarge = layout.nodes.length > 60 || fittingZoom(layout, canvas) < readableZoom;
  const seen = useRef<Layout>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a graph that changes is looked at anew, one whose states change is not
  useEffect(() => {
    if (seen.current !== layout && look(flow, layout, canvas, focus)) seen.current = layout;
    else if (selected !== undefined) reveal(flow, selected, canvas);
  }, [flow, layout, canvas, selected]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextInGraph(event.key, selected, layout);
    const node = layout.nodes.find((placed) => placed.node.id === selected)?.node;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (next !== undefined) {
      onSelect?.(next);
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
      </ReactFlow>
      {isLarge && props.colorOf !== undefined && <Overview layout={layout} colorOf={props.colorOf} />}
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

/** Brings a node into sight that is out of it, and leaves everything where it is otherwise. */
function reveal(flow: ReturnType<typeof useReactFlow<Drawn>>, id: string, canvas: string): void {
  const [width, height] = sizeOf(canvas);
  const node = flow.getInternalNode(id);
  if (node === undefined || width === 0) return;
  const { x, y } = node.internals.positionAbsolute;
  const { x: left, y: top, zoom } = flow.getViewport();
  const middle = { x: x + (node.measured.width ?? 0) / 2, y: y + (node.measured.height ?? 0) / 2 };
  const [across, down] = [middle.x * zoom + left, middle.y * zoom + top];
  const margin = 60;
  const isSeen = across > margin && across < width - margin && down > margin / 2 && down < height - margin / 2;
  if (!isSeen) void flow.setCenter(middle.x, middle.y, { zoom, duration: 120 });
}

function sizeOf(canvas: string): readonly [width: number, height: number] {
  const [width = 0, height = 0] = canvas.split("x").map(Number);
  return [width, height];
}

/** At which all of it is in sight; 1 while nobody knows how much room there is. */
function fittingZoom(layout: Layout, canvas: string): number {
  const [width, height] = sizeOf(canvas);
  return width === 0 ? 1 : Math.min((width - 48) / layout.width, (height - 48) / layout.height);
}

/** All of it where that can be read; else what matters, or the beginning. False: there is nothing to look with yet. */
function look(
  flow: ReturnType<typeof useReactFlow<Drawn>>,
  layout: Layout,
  canvas: string,
  focus: string | undefined,
): boolean {
  const [width, height] = sizeOf(canvas);
  if (width === 0) return false;
  const zoom = fittingZoom(layout, canvas);
  if (zoom >= readableZoom) {
    const scale = Math.min(zoom, 1);
    const x = (width - layout.width * scale) / 2;
    const y = Math.min((height - layout.height * scale) / 2, topMargin);
    void flow.setViewport({ x, y, zoom: scale });
    return true;
  }
  const target = focus === undefined ? undefined : flow.getInternalNode(focus);
  if (target === undefined) {
    void flow.setViewport({ x: 24, y: Math.max(24, (height - layout.height * readableZoom) / 2), zoom: readableZoom });
    return true;
  }
  const { x, y } = target.internals.positionAbsolute;
  void flow.setViewport({
    x: into(width / 2 - (x + 100) * focusZoom, width, layout.width * focusZoom),
    y: into(height / 2 - (y + 24) * focusZoom, height, layout.height * focusZoom),
    zoom: focusZoom,
  });
  return true;
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

/** What is in it comes in slices behind its place: eighty nodes that come into sight at once would hold up the move. */
function DrawnNode({ data, id }: NodeProps<Drawn>) {
  const content = useDeferredValue(data.content, null);
  return (
    <div className={styles.node} data-node={id}>
      {content}
    </div>
  );
}
