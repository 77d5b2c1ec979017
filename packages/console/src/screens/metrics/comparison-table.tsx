/** Runs × parameters × metrics. */
import { useComputedColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Run } from "../../api/messages.ts";
import { Icon } from "../../components/icons/icon.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { shortId } from "../../format/ids.ts";
import { colourAt, type Scheme } from "./chart/colours.ts";
import { formatMetric } from "./chart/units.ts";
import { type ComparedRun, paramNames, sortRuns, type Value } from "./comparison.ts";
import styles from "./comparison-table.module.css";

export interface ComparisonTableProps {
  readonly runs: readonly Run[];
  readonly compared: readonly ComparedRun[];
  /** In the order in which they have their colours. */
  readonly chosen: readonly string[];
  /** Of the metrics. */
  readonly names: readonly string[];
  readonly value: Value;
  readonly sort: string | undefined;
  readonly onToggle: (runId: string) => void;
  readonly onSort: (sort: string | undefined) => void;
  readonly onValue: (value: Value) => void;
}

/** A table of fifty columns compares nothing. */
const mostParams = 8;
const mostMetrics = 12;

export function ComparisonTable(props: ComparisonTableProps) {
  const { compared, chosen, sort, value, onValue } = props;
  const scheme = useComputedColorScheme("light") as Scheme;
  const { differing, same } = paramNames(compared);
  const params = [...differing, ...same].slice(0, mostParams);
  const metrics = props.names.slice(0, mostMetrics);
  const runs = new Map(props.runs.map((run) => [run.runId, run]));
  return (
    <section className={styles.panel} aria-label="Runs">
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption className="unseen">Runs with their parameters and metrics</caption>
          <thead>
            <tr>
              <th colSpan={3} className={styles.band}>
                Runs
              </th>
              {params.length > 0 && (
                <th colSpan={params.length} className={styles.band}>
                  Parameters
                </th>
              )}
              {metrics.length > 0 && (
                <th colSpan={metrics.length} className={styles.band}>
                  <label>
                    Metrics,{" "}
                    <select
                      value={value}
                      aria-label="Which value of a metric"
                      onChange={({ target }) => onValue(target.value as Value)}
                    >
                      <option value="last">last</option>
                      <option value="min">lowest</option>
                      <option value="max">highest</option>
                    </select>
                  </label>
                </th>
              )}
            </tr>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <Head {...props} by="created">
                Created
              </Head>
              {params.map((name) => (
                <Head key={name} {...props} by={`param.${name}`}>
                  {name}
                </Head>
              ))}
              {metrics.map((name) => (
                <Head key={name} {...props} by={`metric.${name}`} right>
                  {name}
                </Head>
              ))}
            </tr>
          </thead>
          <tbody>
            {sortRuns(compared, sort).map((run) => {
              const place = chosen.indexOf(run.runId);
              const state = runs.get(run.runId)?.state;
              return (
                <tr key={run.runId} data-chosen={place >= 0}>
                  <th scope="row">
                    <label className={styles.run}>
                      <input
                        type="checkbox"
                        checked={place >= 0}
                        aria-label={`Draw run ${shortId(run.runId)}`}
                        style={{ accentColor: colourAt(Math.max(0, place), scheme) }}
                        onChange={() => props.onToggle(run.runId)}
                      />
                    </label>
                    <Link to="/runs/$runId" params={{ runId: run.runId }} className="mono">
                      {shortId(run.runId)}
                    </Link>{" "}
                    <span className="dim">{runs.get(run.runId)?.pipeline}</span>
                  </th>
                  <td>{state !== undefined && <StateBadge state={state} look="plain" />}</td>
                  <td>
                    <TimeText at={run.createdMs} />
                  </td>
                  {params.map((name) => (
                    <td
                      key={name}
                      className={styles.param}
                      title={text(run.params[name])}
                      data-same={same.includes(name)}
                    >
                      {text(run.params[name])}
                    </td>
                  ))}
                  {metrics.map((name) => (
                    <td key={name} className={styles.metric}>
                      {run.metrics[name] === undefined ? (
                        <span className="dim">–</span>
                      ) : (
                        formatMetric(name, run.metrics[name])
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function text(cell: string | number | undefined): string {
  return cell === undefined ? "–" : String(cell);
}

interface HeadProps extends Pick<ComparisonTableProps, "sort" | "onSort"> {
  readonly by: string;
  readonly right?: boolean;
  readonly children: ReactNode;
}

/** First up, then down, then as they came. */
function Head({ by, sort = "-created", onSort, right = false, children }: HeadProps) {
  const sorted = sort === by ? "ascending" : sort === `-${by}` ? "descending" : undefined;
  const next = sorted === undefined ? by : sorted === "ascending" ? `-${by}` : undefined;
  return (
    <th scope="col" aria-sort={sorted} className={right ? styles.metric : undefined}>
      <button type="button" onClick={() => onSort(next)}>
        {children}
        {sorted !== undefined && <Icon name={sorted === "ascending" ? "up" : "down"} size={12} />}
      </button>
    </th>
  );
}
