import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import type { OutlineRow } from "./definition-model.ts";
import { kindIcon } from "./kind-icon.ts";
import styles from "./outline.module.css";

export interface OutlineProps {
  readonly rows: readonly OutlineRow[];
  readonly onChoose: (node: string) => void;
}

const rowHeight = 28;

/** All nodes in the order of the definition, what is inside of something below it. */
export function Outline({ rows, onChoose }: OutlineProps) {
  const scroller = useRef<HTMLUListElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  return (
    <Panel title="Outline" flush className={styles.panel}>
      <ul ref={scroller} className={styles.list} aria-label="Nodes of the definition">
        <li aria-hidden="true" style={{ height: virtual.getTotalSize() }} />
        {virtual.getVirtualItems().map(({ index, start }) => {
          const node = rows[index];
          if (node === undefined) return null;
          return (
            <li key={node.id} className={styles.item} style={{ transform: `translateY(${start}px)` }}>
              <button
                type="button"
                className={styles.row}
                style={{ paddingLeft: 16 + node.depth * 16 }}
                onClick={() => onChoose(node.id)}
              >
                <Icon name={kindIcon(node.runs)} size={14} />
                <span className="cut">{node.id}</span>
                <span className={styles.runs}>{node.runs}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
