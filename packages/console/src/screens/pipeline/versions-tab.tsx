import { Button, Radio } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { ResponseOf } from "../../api/methods.ts";
import { useCall } from "../../api/use-call.ts";
import { present } from "../../app/search.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { shortDigest } from "../../format/ids.ts";
import { VersionDiff } from "./version-diff.tsx";
import styles from "./versions-tab.module.css";

type Version = ResponseOf<"PipelineService/ListVersions">["versions"][number];

const pageSize = 20;

/** All versions, and what two of them have different: by default the newest and the one before. */
export function VersionsTab({ pipeline }: { readonly pipeline: string }) {
  const [shown, setShown] = useState(pageSize);
  const { data, error, refetch } = useCall(
    "PipelineService/ListVersions",
    { pipeline, pageSize: shown },
    { keepPrevious: true },
  );
  const search = useSearch({ from: "/pipelines/$name" });
  const navigate = useNavigate({ from: "/pipelines/$name" });
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <RowSkeletons rows={8} />;
  const { versions } = data;
  const to = search.to ?? versions[0]?.version;
  const from = search.from ?? versions[1]?.version;
  const choose = (chosen: { readonly from?: string; readonly to?: string }): void =>
    void navigate({ search: (now) => present({ ...now, from, to, ...chosen }), replace: true, resetScroll: false });
  return (
    <div className={styles.tab}>
      <Panel title="Versions" flush className={styles.list}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Version</th>
              <th scope="col">Applied</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <Row
                key={`${version.version} ${version.generation}`}
                {...{ pipeline, version, from, to, choose }}
                isCurrent={version === versions[0]}
              />
            ))}
          </tbody>
        </table>
        {data.nextPageToken !== "" && (
          <Button variant="subtle" size="xs" onClick={() => setShown((now) => Math.min(1000, now * 5))}>
            Older versions
          </Button>
        )}
      </Panel>
      {from === undefined || to === undefined ? (
        <EmptyState icon="branch" title="There is one version" command={`troupe plan ${pipeline}.ts`}>
          Change the pipeline and apply it again: what is different then stands here. A plan says it beforehand.
        </EmptyState>
      ) : (
        <VersionDiff {...{ pipeline, from, to }} />
      )}
    </div>
  );
}

interface RowProps {
  readonly pipeline: string;
  readonly version: Version;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly isCurrent: boolean;
  readonly choose: (chosen: { readonly from?: string; readonly to?: string }) => void;
}

function Row({ pipeline, version, from, to, isCurrent, choose }: RowProps) {
  const short = shortDigest(version.version);
  return (
    <tr>
      <td>
        <Radio
          name="from"
          aria-label={`Compare from version ${short}`}
          checked={version.version === from}
          onChange={() => choose({ from: version.version })}
        />
      </td>
      <td>
        <Radio
          name="to"
          aria-label={`Compare to version ${short}`}
          checked={version.version === to}
          onChange={() => choose({ to: version.version })}
        />
      </td>
      <td>
        <Link to="/pipelines/$name" params={{ name: pipeline }} search={{ version: version.version }}>
          <code>{short}</code>
        </Link>{" "}
        <span className="dim figures">#{version.generation + 1}</span>
        {isCurrent && <span className={styles.current}>current</span>}
      </td>
      <td>
        <TimeText at={version.appliedAt} />
      </td>
    </tr>
  );
}
