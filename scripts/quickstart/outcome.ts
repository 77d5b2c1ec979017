/** What came of the run, for somebody who has never seen one. */
import type { Terminal } from "@troupe/cli";
import type { OutputsOf } from "@troupe/sdk";
import type { Run } from "@troupe/sdk/client";
import type retraining from "../../examples/retraining/pipeline.ts";
import { shortPath } from "./short-path.ts";

export type Outputs = OutputsOf<typeof retraining>;

export function outcome(run: Run<Outputs>, style: Terminal["style"]): string {
  if (run.outputs === null) return `${style.bad("No model was deployed.")} The run has ${run.state}: see above.`;
  const { champion, challenger, alert } = run.outputs;
  const measured = `${percent(challenger.accuracy)} of the holdout`;
  if (alert !== undefined || champion === null) {
    return `${style.warn("Nothing was deployed:")} ${alert?.reason ?? "no model was good enough"}.`;
  }
  const { band, model, location } = champion;
  return [
    `${style.good(`Deployed to ${band}:`)} a model that reads ${measured}${beaten(challenger.toBeat)}.`,
    `  digest   ${model.digest}`,
    `  file     ${shortPath(location)}`,
  ].join("\n");
}

function beaten(toBeat: number | null): string {
  return toBeat === null ? "" : `, ${percent(toBeat)} was to beat`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
