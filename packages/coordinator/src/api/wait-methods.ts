/** RunService: what tasks wait for. A coordinator that follows asks the leader, which alone knows of all of it. */
import { type Faces, type OpenWait, waitCursor } from "@troupe/engine";
import {
  type ListWaitsRequest__Output,
  type ListWaitsResponse,
  toTimestamp,
  v1,
  type Wait,
  type WatchWaitsRequest__Output,
} from "@troupe/proto";
import type { AskLeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import type { ListWatches } from "./list-watches.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { askedBy } from "./relayed.ts";
import { RequestCheck } from "./request-check.ts";

export function waitMethods(faces: Pick<Faces, "runs">, askLeader: AskLeader, watches: ListWatches<ListWaitsResponse>) {
  const { ListWaits: listWaits } = v1.RunService.service;
  const list = async (request: ListWaitsRequest__Output, ask: AskLeader): Promise<ListWaitsResponse> => {
    const { runId, pipeline } = request;
    const identity: ListIdentity = ["ListWaits", runId, pipeline];
    const check = new RequestCheck();
    const size = check.pageSize(request.pageSize);
    const after = readPageToken(check, identity, request.pageToken);
    check.done();
    const known = await ask(listWaits, request);
    if (known !== undefined) return known;
    const open = await faces.runs.waits({
      limit: size + 1,
      ...(runId === "" ? {} : { runId }),
      ...(pipeline === "" ? {} : { pipeline }),
      ...(after === undefined ? {} : { after }),
    });
    const page = toPage(identity, open, size, waitCursor);
    return { waits: page.items.map(toWait), nextPageToken: page.nextPageToken };
  };
  return {
    ListWaits(request: ListWaitsRequest__Output, context: CallContext): Promise<ListWaitsResponse> {
      return list(request, askedBy(context, askLeader));
    },

    WatchWaits(
      { runId, pipeline, pageSize }: WatchWaitsRequest__Output,
      { signal }: CallContext,
    ): AsyncGenerator<ListWaitsResponse> {
      const request = { runId, pipeline, pageSize, pageToken: "" };
      return watches.watch([runId, pipeline, pageSize], () => list(request, askLeader), signal);
    },
  };
}

function toWait({ since, deadline, until, ...wait }: OpenWait): Wait {
  return { ...wait, since: toTimestamp(since), deadline: toTimestamp(deadline), until: toTimestamp(until) };
}
