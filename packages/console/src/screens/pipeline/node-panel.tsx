import { ActionIcon } from "@mantine/core";
import type { Node } from "@troupe/core";
import { Fragment } from "react";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import { type Definition, neighboursOf } from "./definition-model.ts";
import { kindIcon } from "./kind-icon.ts";
import { nodeFacts } from "./node-facts.ts";
import styles from "./node-panel.module.css";

export interface NodePanelProps {
  readonly node: Node;
  readonly definition: Definition;
  /** Undefined: none any more. */
  readonly onChoose: (node: string | undefined) => void;
}

/** What the definition says of one node. */
export function NodePanel({ node, definition: { spec, plan, outline }, onChoose }: NodePanelProps) {
  const runs = outline.find(({ id }) => id === node.id)?.runs ?? node.kind;
  const { needs, neededBy } = neighboursOf(node.id, plan);
  return (
    <Panel
      title={
        <>
          <Icon name={kindIcon(runs)} size={14} /> {node.id}
        </>
      }
      actions={
        <ActionIcon variant="subtle" color="gray" aria-label="Back to the outline" onClick={() => onChoose(undefined)}>
          <Icon name="cross" size={14} />
        </ActionIcon>
      }
    >
      <p className={styles.kind}>{node.kind === "step" ? `step, ${runs}` : node.kind}</p>
      <dl className={styles.facts}>
        {nodeFacts(node, spec).map(({ name, lines, isCode }) => (
          <Fragment key={name}>
            {name !== "" && <dt>{name}</dt>}
            <dd>{lines.map((line) => (isCode ? <code key={line}>{line}</code> : <span key={line}>{line}</span>))}</dd>
          </Fragment>
        ))}
        <Neighbours name="needs" ids={needs} onChoose={onChoose} />
        <Neighbours name="is needed by" ids={neededBy} onChoose={onChoose} />
      </dl>
    </Panel>
  );
}

interface NeighboursProps {
  readonly name: string;
  readonly ids: readonly string[];
  readonly onChoose: (node: string) => void;
}

function Neighbours({ name, ids, onChoose }: NeighboursProps) {
  if (ids.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className={styles.neighbours}>
        {ids.map((id) => (
          <button key={id} type="button" onClick={() => onChoose(id)}>
            {id}
          </button>
        ))}
      </dd>
    </>
  );
}
