/** NotifyService: who was told of runs, and how that went. */
import type { Faces, NoticeView } from "@troupe/engine";
import {
  type ListNotificationsRequest__Output,
  type ListNotificationsResponse,
  type Notification,
  type TestConnectionRequest__Output,
  type TestConnectionResponse,
  toTimestamp,
} from "@troupe/proto";
import { RequestCheck } from "./request-check.ts";
import { latest, resolveRun } from "./resolve-run.ts";

const addressesAtMost = 50;

export function notifyMethods(faces: Pick<Faces, "runs" | "notices">) {
  return {
    async ListNotifications(request: ListNotificationsRequest__Output): Promise<ListNotificationsResponse> {
      const check = new RequestCheck();
      const runId = check.id("run_id", request.runId, `a run id, or "${latest}"`);
      check.done();
      const notices = await faces.notices.list(await resolveRun(faces.runs, runId));
      return { notifications: notices.map(toNotification) };
    },

    async TestConnection(request: TestConnectionRequest__Output): Promise<TestConnectionResponse> {
      const check = new RequestCheck();
      const connection = check.id("connection", request.connection, "the name of a connection");
      if (request.to.length > addressesAtMost)
        check.refuse("to", `has ${request.to.length} addresses`, `Give at most ${addressesAtMost}.`);
      for (const [index, address] of request.to.entries())
        if (!/^[^\s<>,;"@]+@[^\s<>,;"@]+$/.test(address))
          check.refuse(`to[${index}]`, `is ${JSON.stringify(address)}`, "Give an address: ml@example.com.");
      check.done();
      return { kind: await faces.notices.test(connection, request.to) };
    },
  };
}

const states = {
  due: "NOTIFICATION_STATE_DUE",
  sent: "NOTIFICATION_STATE_SENT",
  "given-up": "NOTIFICATION_STATE_GIVEN_UP",
} as const satisfies Record<NoticeView["status"], string>;

function toNotification(view: NoticeView): Notification {
  const { id, cause, target, status, attempts, problem } = view;
  return {
    id,
    cause,
    kind: target.kind,
    connection: target.connection,
    to: [...(target.to ?? [])],
    state: states[status],
    at: toTimestamp(view.at),
    attempts,
    nextAt: toTimestamp(view.nextAt),
    settledAt: toTimestamp(view.settledAt),
    problem,
  };
}
