import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Pipeline } from "../../api/messages.ts";
import type { ResponseOf } from "../../api/methods.ts";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { shortDigest, shortId } from "../../format/ids.ts";
import { plural } from "../../format/numbers.ts";
import styles from "./forecast.module.css";
import type { Violation } from "./violations.ts";

export interface ForecastProps {
  readonly plan: UseQueryResult<ResponseOf<"PipelineService/PlanPipeline">>;
  readonly pipeline: Pipeline;
  readonly violations: readonly Violation[];
  readonly skipCache: boolean;
  /** Of the definition. */
  readonly steps: number;
}

/** What the coordinator says that the run would come to. */
export function Forecast({ plan, pipeline, violations, skipCache, steps }: ForecastProps) {
  const { data, error } = plan;
  const isOther = error !== null && violations.length === 0;
  return (
    <div className={styles.forecast}>
      <p className={styles.verdict} role="status" data-wrong={violations.length > 0}>
        <Verdict isKnown={data !== undefined || error !== null} wrong={violations.length} />
      </p>
      {isOther && <ErrorPanel error={error} title="The coordinator cannot say what this would do" />}
      <ul className={styles.facts}>
        <li>
          Version <code>{shortDigest(pipeline.version)}</code>, the current one
        </li>
        <li>{plural(steps, "step")}</li>
        {data !== undefined && !skipCache && data.cached.length > 0 && (
          <li>
            {plural(data.cached.length, "result")} from the cache
            <details>
              <summary>Which</summary>
              <ul>
                {data.cached.map(({ task, runId }) => (
                  <li key={task}>
                    <code>{task}</code> of{" "}
                    <Link to="/runs/$runId" params={{ runId }}>
                      {shortId(runId)}
                    </Link>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        )}
        {data?.warnings.map((warning) => (
          <li key={warning} className={styles.warning}>
            <Icon name="warning" size={14} /> {warning}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Verdict({ isKnown, wrong }: { readonly isKnown: boolean; readonly wrong: number }) {
  if (wrong > 0)
    return (
      <>
        <Icon name="cross" size={14} /> The coordinator would refuse this: {plural(wrong, "problem")}
      </>
    );
  if (!isKnown) return <>Asking the coordinator…</>;
  return (
    <>
      <Icon name="check" size={14} /> The coordinator would take this
    </>
  );
}
