/** RunService: what tasks wait for. A coordinator that follows asks the leader, which alone knows of all of it. */
import { type Faces, type OpenWait, waitCursor } from "@troupe/engine";
import { type ListWaitsRequest__Output, type ListWaitsResponse, toTimestamp, v1, type Wait } from "@troupe/proto";
import type { AskLeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { isRelayed } from "./relayed.ts";
import { RequestCheck } from "./request-check.ts";

export function waitMethods(faces: Pick<Faces, "runs">, askLeader: AskLeader) {
  const { ListWaits: listWaits } = v1.RunService.service;
  return {
    async ListWaits(request: ListWaitsRequest__Output, context: CallContext): Promise<ListWaitsResponse> {
      const { runId, pipeline } = request;
      const list: ListIdentity = ["ListWaits", runId, pipeline];
      const check = new RequestCheck();
      const size = check.pageSize(request.pageSize);
      const after = readPageToken(check, list, request.pageToken);
      check.done();
      const known = isRelayed(context) ? undefined : await askLeader(listWaits, request);
      if (known !== undefined) return known;
      const open = await faces.runs.waits({
        limit: size + 1,
        ...(runId === "" ? {} : { runId }),
        ...(pipeline === "" ? {} : { pipeline }),
        ...(after === undefined ? {} : { after }),
      });
      const page = toPage(list, open, size, waitCursor);
      return { waits: page.items.map(toWait), nextPageToken: page.nextPageToken };
    },
  };
}

function toWait({ since, deadline, until, ...wait }: OpenWait): Wait {
  return { ...wait, since: toTimestamp(since), deadline: toTimestamp(deadline), until: toTimestamp(until) };
}
