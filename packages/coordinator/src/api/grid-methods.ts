/** RunService: runs and their steps, side by side. */
import type { Faces } from "@troupe/engine";
import type { GetGridRequest__Output, Grid } from "@troupe/proto";
import { toGrid } from "./messages/grid.ts";
import { type ListIdentity, readPageToken, tokenAfter } from "./page.ts";
import { RequestCheck } from "./request-check.ts";

const rows = { most: 50, default: 20 } as const;

export function gridMethods(faces: Pick<Faces, "runs">) {
  return {
    async GetGrid(request: GetGridRequest__Output): Promise<Grid> {
      const list: ListIdentity = ["GetGrid", request.pipeline];
      const check = new RequestCheck();
      const pipeline = check.id("pipeline", request.pipeline, "the name of a pipeline");
      const { pageSize } = request;
      if (pageSize < 0 || pageSize > rows.most)
        check.refuse("page_size", `is ${pageSize}`, `Give 1 to ${rows.most}, or 0 for ${rows.default}.`);
      const before = readPageToken(check, list, request.pageToken);
      check.done();
      const grid = await faces.runs.grid({
        pipeline,
        limit: pageSize === 0 ? rows.default : pageSize,
        ...(before === undefined ? {} : { before }),
      });
      const last = grid.rows.at(-1);
      const nextPageToken = grid.hasMore && last !== undefined ? tokenAfter(list, last.run.runId) : "";
      return { ...toGrid(grid), nextPageToken };
    },
  };
}
