/**
 * Named points at which a test may make the process fail, to the line: `TROUPE_FAILPOINT=batch-committed:kill`. Unset, as
 * it always is outside tests, a point costs the look at a constant. docs/failure-modes.md lists them by the same names.
 */
import { TroupeError } from "@troupe/core";

export const failpointNames = [
  // The coordinator: a batch, the reply to a submit, a grant, an acknowledgement.
  "batch-before-commit",
  "batch-committed",
  "run-created",
  "grant-committed",
  "result-committed",
  // Its outbox.
  "feed-before-append",
  "feed-appended",
  // A notice: the other side has it, and that is not written yet.
  "notice-sent",
  // Telemetry.
  "telemetry-before-flush",
  "telemetry-flushed",
  // Sealing.
  "seal-before-link",
  "seal-linked",
  "seal-feed-dropped",
  "seal-telemetry-dropped",
  // Retention: the name of a run is gone; so is that of all in hand, and it is noted.
  "retention-unlinked",
  "retention-noted",
  // The agent.
  "ledger-before-write",
  "ledger-written",
  "process-started",
  "outcome-collected",
] as const;

export type FailpointName = (typeof failpointNames)[number];

interface Armed {
  readonly name: FailpointName;
  readonly action: (typeof actions)[number];
  /** It fails when it is passed for the nth time; an error from then on `times` times. */
  readonly from: number;
  readonly times: number;
}

/**
 * kill: SIGKILL, as a crash. exit: at once, without a goodbye. error: the step at hand fails, as if a disk had not answered.
 * block: nothing happens in this process for ten seconds, as under a computation; then the step at hand goes on.
 */
const actions = ["kill", "exit", "error", "block"] as const;
const blockMs = 10_000;

const armed = readFailpoint(process.env.TROUPE_FAILPOINT);
let passed = 0;

/** Fails here if a test wants it so. */
export function failpoint(name: FailpointName): void {
  if (armed !== undefined && armed.name === name) pass(armed);
}

/** `name:action`, `name:action:3` from the third time on, `name:error:3:2` twice. Throws if it makes no sense. */
export function readFailpoint(text: string | undefined): Armed | undefined {
  if (text === undefined || text === "") return undefined;
  const [name, action, from = "1", times = "1"] = text.split(":");
  const known = failpointNames.find((each) => each === name);
  const act = actions.find((each) => each === action);
  if (known === undefined || act === undefined || !/^[1-9]\d*$/.test(from) || !/^[1-9]\d*$/.test(times)) {
    throw new TroupeError(
      `TROUPE_FAILPOINT is ${JSON.stringify(text)}. Write NAME:ACTION[:FROM[:TIMES]] with a name of ${failpointNames.join(", ")} and an action of ${actions.join(", ")}, or unset it.`,
      { code: "INVALID_SETTING", reaction: "fatal" },
    );
  }
  return { name: known, action: act, from: Number(from), times: Number(times) };
}

function pass({ name, action, from, times }: Armed): void {
  passed += 1;
  if (passed < from || passed >= from + times) return;
  process.stderr.write(`failpoint ${name}: ${action}\n`);
  if (action === "exit") process.exit(70);
  if (action === "kill") process.kill(process.pid, "SIGKILL");
  if (action === "block") return void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs);
  throw new TroupeError(`Failpoint ${name} failed, as it was told to.`, { code: "STORE_IO", reaction: "retry" });
}
