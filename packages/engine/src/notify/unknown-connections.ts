/** Connections that a pipeline notifies by and this coordinator does not know: said when the pipeline is planned. */
import type { PipelineSpec } from "@troupe/core";
import type { ConnectionInfo } from "../ports/messenger.ts";

export function unknownConnections({ notify = [] }: PipelineSpec, known: readonly ConnectionInfo[]): readonly string[] {
  const missing = notify.filter(
    ({ to }) => !known.some(({ name, kind }) => name === to.connection && kind === to.kind),
  );
  const wanted = new Set(missing.map(({ to }) => `${to.kind} ${JSON.stringify(to.connection)}`));
  return [...wanted].map(
    (one) =>
      `nobody can be told by ${one}: the coordinator has no such connection; add it to the file of --connections`,
  );
}
