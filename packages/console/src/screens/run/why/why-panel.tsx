import type { Explanation, Task } from "../../../api/messages.ts";
import { useCall } from "../../../api/use-call.ts";
import { CodeBlock } from "../../../components/code-block.tsx";
import { Skeleton } from "../../../components/skeletons.tsx";
import { DurationText } from "../../../components/time-text.tsx";
import { WithInstants } from "../../../components/with-instants.tsx";
import { plural } from "../../../format/numbers.ts";
import { useRunId } from "../run-store.ts";
import styles from "./why.module.css";

/** Why a task waits, in full: what it waits for, the limits that are full, what each agent lacks, what would help. */
export function WhyPanel({ task }: { readonly task: Task }) {
  const runId = useRunId();
  const { data, error } = useCall("RunService/ExplainTask", { runId, task: task.name }, { everyMs: 3_000 });
  return (
    <div className={styles.panel}>
      <p className={styles.sentence}>
        {data === undefined && error === null ? (
          <Skeleton height="20px" />
        ) : (
          <Sentence text={data?.summary ?? task.reason} />
        )}
      </p>
      {data !== undefined && <Rest explanation={data} />}
    </div>
  );
}

function Sentence({ text }: { readonly text: string }) {
  return (
    <>
      It <WithInstants text={text} />
    </>
  );
}

function Rest({ explanation: { queue, unblocks } }: { readonly explanation: Explanation }) {
  const commands = unblocks.filter((text) => text.includes("troupe "));
  const agents = queue?.agents.filter(({ need }) => need !== "") ?? [];
  return (
    <>
      {queue !== undefined && (
        <p className="dim">
          Place {queue.place} of {queue.waiting} in the queue, for <DurationText from={queue.since} />
          {queue.priority !== 0 && `, with ${queue.priority} minutes of head start`}
        </p>
      )}
      {queue !== undefined && queue.limits.length > 0 && (
        <div>
          <h3>Full for it</h3>
          <ul>
            {queue.limits.map(({ kind, name, amount, limit, used, holders, moreHolders }) => (
              <li key={`${kind} ${name}`}>
                {kind} <strong>{name}</strong>: {used} of {limit ?? 0} taken, {amount} needed
                {holders.length > 0 && (
                  <span className="dim">
                    {" "}
                    by {holders.map((holder) => holder.task).join(", ")}
                    {moreHolders > 0 && ` and ${plural(moreHolders, "other")}`}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {agents.length > 0 && (
        <div>
          <h3>What agents lack</h3>
          <ul className={styles.needs}>
            {agents.slice(0, 8).map(({ agentId, need, never }) => (
              <li key={agentId}>
                <span className="mono cut">{agentId}</span>
                <span>
                  {need}
                  {never && <em> (however long it waits)</em>}
                </span>
              </li>
            ))}
          </ul>
          {agents.length > 8 && <p className="dim">… and {plural(agents.length - 8, "agent")} more</p>}
        </div>
      )}
      {unblocks.length > 0 && (
        <div>
          <h3>It goes on when</h3>
          <ul>
            {unblocks
              .filter((text) => !commands.includes(text))
              .map((text) => (
                <li key={text}>{text}</li>
              ))}
          </ul>
          {commands.map((text) => (
            <CodeBlock key={text} wrap text={text.slice(text.indexOf("troupe "))} command label="Copy the command" />
          ))}
        </div>
      )}
    </>
  );
}
