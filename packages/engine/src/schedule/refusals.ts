import { TroupeError } from "@troupe/core";

export function scheduleNotFound(pipeline: string): TroupeError {
  return new TroupeError(
    `Pipeline "${pipeline}" has no schedule, or there is no such pipeline. \`troupe get schedules\` lists those that have one.`,
    { code: "SCHEDULE_NOT_FOUND", reaction: "reject", details: { pipeline } },
  );
}
