/** RunService: many runs as they change. */
import type { Faces, RunsChange } from "@troupe/engine";
import type { WatchRunsRequest__Output, WatchRunsResponse } from "@troupe/proto";
import type { CallContext } from "./call-context.ts";
import { toListedRun } from "./messages/run.ts";
import { RequestCheck } from "./request-check.ts";
import { translatedOnce } from "./translated-once.ts";

export function runsStreams(faces: Pick<Faces, "runs">) {
  return {
    async *WatchRuns(request: WatchRunsRequest__Output, { signal }: CallContext): AsyncGenerator<WatchRunsResponse> {
      const check = new RequestCheck();
      const statuses = check.statuses("states", request.states);
      check.done();
      const query = {
        ...(request.pipeline === "" ? {} : { pipeline: request.pipeline }),
        ...(statuses.length === 0 ? {} : { statuses }),
      };
      for await (const change of faces.runs.changes(query, signal)) yield toResponse(change);
    },
  };
}

const toResponse = translatedOnce(
  ({ runs, isMissing }: RunsChange): WatchRunsResponse => ({ runs: runs.map(toListedRun), missed: isMissing }),
);
