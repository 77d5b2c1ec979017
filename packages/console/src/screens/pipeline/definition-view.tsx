import type { PipelineSpec } from "@troupe/core";
import { useCallback, useMemo, useState } from "react";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import type { GraphNode } from "../../graph/graph-model.ts";
import { GraphView } from "../../graph/graph-view.tsx";
import { useLayout } from "../../graph/use-layout.ts";
import { type Definition, graphOf, noteOf, runsOf } from "./definition-model.ts";
import styles from "./definition-view.module.css";
import { conditionText } from "./expression-text.ts";
import { kindIcon } from "./kind-icon.ts";

export interface DefinitionViewProps {
  readonly definition: Definition;
  readonly chosen: string | undefined;
  readonly onChoose: (node: string) => void;
}

/** Of so many nodes one sees the boxes first, and opens those that matter. */
const manyNodes = 100;

/** Nothing has become of any of them. */
const colorOf = (): string => "--quiet-mark";

/** The definition drawn. */
export function DefinitionView({ definition, chosen, onChoose }: DefinitionViewProps) {
  const { plan, spec } = definition;
  const [closed, setClosed] = useState<ReadonlySet<string>>(() =>
    spec.nodes.length > manyNodes ? new Set(spec.nodes.map(({ id }) => id)) : new Set(),
  );
  const graph = useMemo(() => graphOf(plan, closed), [plan, closed]);
  const { layout, error } = useLayout(graph);
  const renderNode = useCallback(
    (node: GraphNode) => (
      <DefinitionNode node={node} spec={spec} isChosen={node.kind !== "arm" && node.node === chosen} />
    ),
    [spec, chosen],
  );
  if (error !== undefined)
    return <ErrorPanel error={error} title="The graph cannot be drawn; the outline has all of it" />;
  if (layout === undefined) return <RowSkeletons rows={8} />;
  return (
    <GraphView
      label="Graph of the definition"
      layout={layout}
      renderNode={renderNode}
      colorOf={colorOf}
      selected={chosen}
      onSelect={(id) => onChoose(id.replace(/\/.*$/, ""))}
      onOpen={({ id, isBox }) => {
        if (isBox) setClosed((now) => new Set(now.has(id) ? [...now].filter((each) => each !== id) : [...now, id]));
      }}
    />
  );
}

interface DefinitionNodeProps {
  readonly node: GraphNode;
  readonly spec: PipelineSpec;
  readonly isChosen: boolean;
}

function DefinitionNode({ node, spec, isChosen }: DefinitionNodeProps) {
  const declared = spec.nodes.find(({ id }) => id === node.node);
  const runs = runsOf(node, spec);
  const note = declared === undefined || node.kind === "arm" ? "" : noteOf(declared);
  const words = node.kind === "task" ? [runs, note].filter((each) => each !== "").join(" · ") : note || runs;
  const arm =
    declared !== undefined && "arms" in declared ? declared.arms.find(({ name }) => name === node.label) : undefined;
  const title = node.kind === "arm" && arm !== undefined ? conditionText(arm.if) : `${node.label}: ${words}`;
  if (node.children !== undefined)
    return (
      <div className={styles.box} data-kind={node.kind} data-chosen={isChosen} title={title}>
        <p className={styles.title}>
          {node.kind !== "arm" && <Icon name={kindIcon(runs)} size={14} />}
          <span className={styles.name}>{node.label}</span>
          {node.kind !== "arm" && <span className={styles.note}>{words}</span>}
        </p>
      </div>
    );
  return (
    <div className={styles.step} data-kind={node.kind} data-chosen={isChosen} title={title}>
      <Icon name={kindIcon(runs)} size={16} />
      <div className={styles.words}>
        <span className={styles.name}>{node.label}</span>
        <span className={styles.note}>{words}</span>
      </div>
    </div>
  );
}
