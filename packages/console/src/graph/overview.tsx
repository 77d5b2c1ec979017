import { useReactFlow, useStore } from "@xyflow/react";
import { type PointerEvent, useEffect, useMemo, useRef } from "react";
import type { GraphNode } from "./graph-model.ts";
import type { Layout } from "./layout.ts";
import styles from "./overview.module.css";

export interface OverviewProps {
  readonly layout: Layout;
  /** The name of a colour of app/tokens.css. Drawn anew when it is another function. */
  readonly colorOf: (node: GraphNode) => string;
}

const size = { width: 200, height: 130, margin: 6 } as const;

/** All of a large graph, and what of it is in sight. One picture: a thousand elements would slow every move. */
export function Overview({ layout, colorOf }: OverviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useReactFlow();
  const scale = useMemo(
    () => Math.min((size.width - 2 * size.margin) / layout.width, (size.height - 2 * size.margin) / layout.height),
    [layout],
  );
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, layout, scale, colorOf);
  }, [layout, scale, colorOf]);
  const go = ({ currentTarget, clientX, clientY, buttons }: PointerEvent<HTMLDivElement>): void => {
    if (buttons === 0) return;
    const { left, top } = currentTarget.getBoundingClientRect();
    const at = (pixel: number) => (pixel - size.margin) / scale;
    void flow.setCenter(at(clientX - left), at(clientY - top), { zoom: flow.getZoom() });
  };
  return (
    <div className={styles.overview} aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      <canvas ref={canvas} width={size.width * 2} height={size.height * 2} />
      <Sight scale={scale} />
    </div>
  );
}

function Sight({ scale }: { readonly scale: number }) {
  const [x, y, zoom] = useStore(({ transform }) => transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  return (
    <span
      className={styles.sight}
      style={{
        transform: `translate(${size.margin - (x / zoom) * scale}px, ${size.margin - (y / zoom) * scale}px)`,
        width: (width / zoom) * scale,
        height: (height / zoom) * scale,
      }}
    />
  );
}

function draw(canvas: HTMLCanvasElement, { nodes }: Layout, scale: number, colorOf: OverviewProps["colorOf"]): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const tokens = getComputedStyle(canvas);
  const corners = new Map<string, { readonly x: number; readonly y: number }>();
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  for (const { node, parent, x, y, width, height } of nodes) {
    const around = (parent === undefined ? undefined : corners.get(parent)) ?? { x: 0, y: 0 };
    const corner = { x: around.x + x, y: around.y + y };
    corners.set(node.id, corner);
    context.fillStyle = tokens.getPropertyValue(node.children === undefined ? colorOf(node) : "--quiet-bg");
    context.fillRect(
      size.margin + corner.x * scale,
      size.margin + corner.y * scale,
      Math.max(width * scale, 1),
      Math.max(height * scale - 0.5, 1),
    );
  }
}
