import { useMemo, useState } from "react";
import styles from "./preview.module.css";
import { TextPreview } from "./text-preview.tsx";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Shown of one list or object; more would be a page of its own. */
const childrenShown = 100;
/** What is short is open, to this depth; what is closed is not drawn. */
const opens = { depth: 3, entries: 20 } as const;

/** As a tree; what is no JSON, or was cut off, as text. */
export function JsonPreview({ bytes }: { readonly bytes: Uint8Array }) {
  const value = useMemo(() => parse(new TextDecoder().decode(bytes)), [bytes]);
  if (value === undefined) return <TextPreview bytes={bytes} />;
  return (
    <div className={styles.tree}>
      <Value value={value} depth={0} />
    </div>
  );
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

interface ValueProps {
  readonly name?: string | undefined;
  readonly value: Json;
  readonly depth: number;
}

function Value({ name, value, depth }: ValueProps) {
  if (typeof value !== "object" || value === null) {
    return (
      <div className={styles.leaf}>
        <Name name={name} />
        <span data-type={value === null ? "null" : typeof value}>{JSON.stringify(value)}</span>
      </div>
    );
  }
  return <Branch name={name} value={value} depth={depth} />;
}

interface BranchProps {
  readonly name: string | undefined;
  readonly value: readonly Json[] | { readonly [name: string]: Json };
  readonly depth: number;
}

function Branch({ name, value, depth }: BranchProps) {
  const entries = useMemo(() => Object.entries(value as { readonly [name: string]: Json }), [value]);
  const [isOpen, setOpen] = useState(depth === 0 || (depth < opens.depth && entries.length <= opens.entries));
  return (
    <details open={isOpen} className={styles.branch} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Name name={name} />
        <span className="dim">{Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      {isOpen && <Children entries={entries} depth={depth} />}
    </details>
  );
}

function Children({
  entries,
  depth,
}: {
  readonly entries: readonly (readonly [string, Json])[];
  readonly depth: number;
}) {
  return (
    <div className={styles.children}>
      {entries.slice(0, childrenShown).map(([name, inner]) => (
        <Value key={name} name={name} value={inner} depth={depth + 1} />
      ))}
      {entries.length > childrenShown && <div className="dim">and {entries.length - childrenShown} more</div>}
    </div>
  );
}

function Name({ name }: { readonly name: string | undefined }) {
  return name === undefined ? null : <span className={styles.name}>{name}: </span>;
}
