/** What a pipeline that wants no further run says. */
import { type Overlap, roomOf, TroupeError } from "@troupe/core";

export function overlaps(pipeline: string, { policy, ...rest }: Overlap, runId: string): TroupeError {
  const room = roomOf({ policy, ...rest });
  const most = room === 1 ? "one run at a time" : `${room} runs at a time`;
  return new TroupeError(
    `Pipeline "${pipeline}" has ${most} and skips what comes meanwhile (overlap "${policy}"): run ${runId} is under way. Wait until it has ended, or cancel it with \`troupe cancel ${runId}\`.`,
    { code: "RUN_OVERLAPS", reaction: "reject", details: { pipeline, runId, policy } },
  );
}

export function waitsTooMany(pipeline: string, most: number): TroupeError {
  return new TroupeError(
    `${most} runs of "${pipeline}" wait for their turn already. Try again when some have ended, or cancel some.`,
    { code: "OVERLOADED", reaction: "retry", details: { pipeline } },
  );
}
