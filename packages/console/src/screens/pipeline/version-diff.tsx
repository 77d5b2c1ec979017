import { useMemo } from "react";
import { useCall } from "../../api/use-call.ts";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { shortDigest } from "../../format/ids.ts";
import { diffHunks, type Hunk } from "./line-diff.ts";
import styles from "./version-diff.module.css";

export interface VersionDiffProps {
  readonly pipeline: string;
  readonly from: string;
  readonly to: string;
}

/** What a version changes: in sentences, then line by line of the spec. */
export function VersionDiff({ pipeline, from, to }: VersionDiffProps) {
  const { data, error, refetch } = useCall(
    "PipelineService/DiffVersions",
    { pipeline, from, to },
    { staleMs: Number.POSITIVE_INFINITY, keepPrevious: true },
  );
  const hunks = useMemo(() => (data === undefined ? [] : diffHunks(data.fromSpecJson, data.toSpecJson)), [data]);
  const title = (
    <>
      <code>{shortDigest(from)}</code> → <code>{shortDigest(to)}</code>
    </>
  );
  return (
    <div className={styles.diff}>
      <Panel title={title}>
        {error !== null && <ErrorPanel error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <RowSkeletons rows={4} height={20} />}
        {data !== undefined && data.changes.length === 0 && <p className="dim">Nothing is different.</p>}
        <ul className={styles.changes}>
          {data?.changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      </Panel>
      {hunks.length > 0 && (
        <Panel title="Spec" flush>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <section className={styles.spec} tabIndex={0} aria-label="Lines of the spec that changed">
            {hunks.map((hunk) => (
              <HunkLines key={`${hunk.oldFrom} ${hunk.newFrom}`} hunk={hunk} />
            ))}
          </section>
        </Panel>
      )}
    </div>
  );
}

const signs = { same: " ", added: "+", removed: "−" } as const;
const spoken = { same: "", added: "added: ", removed: "removed: " } as const;

function HunkLines({ hunk }: { readonly hunk: Hunk }) {
  let [oldAt, newAt] = [hunk.oldFrom, hunk.newFrom];
  const lines = hunk.lines.map((line) => ({
    ...line,
    old: line.kind === "added" ? undefined : oldAt++,
    new: line.kind === "removed" ? undefined : newAt++,
  }));
  return (
    <div className={styles.hunk}>
      {lines.map((line) => (
        <div key={`${line.old} ${line.new}`} className={styles.line} data-kind={line.kind}>
          <span className={styles.number}>{line.old}</span>
          <span className={styles.number}>{line.new}</span>
          <span aria-hidden="true">{signs[line.kind]}</span>
          <span className="unseen">{spoken[line.kind]}</span>
          <code>{line.text}</code>
        </div>
      ))}
    </div>
  );
}
