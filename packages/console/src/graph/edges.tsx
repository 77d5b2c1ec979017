/** The edges of a graph below its nodes. Many are one element: a browser lays out ten paths sooner than two thousand. */
import { memo } from "react";
import { type EdgeRank, edgePaths } from "./edge-paths.ts";
import styles from "./graph-view.module.css";
import type { PlacedEdge } from "./layout.ts";

export interface EdgesProps {
  readonly edges: readonly PlacedEdge[];
  readonly lit: ReadonlySet<string> | undefined;
  readonly selected: string | undefined;
}

/** Lit ones, and those of the selected node, are drawn last: over the others. */
export const Edges = memo(function Edges({ edges, lit, selected }: EdgesProps) {
  const rankOf = ({ id, from, to }: PlacedEdge): EdgeRank =>
    from === selected || to === selected ? "touched" : lit?.has(id) ? "lit" : "plain";
  return (
    <svg className={styles.edges} aria-hidden="true">
      {edgePaths(edges, rankOf).map(({ key, rank, path }) => (
        <path key={key} d={path} data-rank={rank} />
      ))}
    </svg>
  );
});
