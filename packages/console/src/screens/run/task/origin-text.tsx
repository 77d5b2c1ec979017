import { Link } from "@tanstack/react-router";
import type { Task } from "../../../api/messages.ts";
import { shortId } from "../../../format/ids.ts";

/** Of a result that no attempt of this run has made. */
export function OriginText({ origin }: { readonly origin: NonNullable<Task["origin"]> }) {
  if (origin.kind === "mark")
    return (
      <p>
        Given by <strong>{origin.by || "somebody"}</strong>
        {origin.reason !== "" && `: ${origin.reason}`}
      </p>
    );
  return (
    <p>
      {origin.kind === "cache" ? "Made of the same inputs by the same code in " : "Kept from "}
      <Link to="/runs/$runId" params={{ runId: origin.runId }} search={{ task: origin.task }}>
        {origin.task} of run {shortId(origin.runId)}
      </Link>
    </p>
  );
}
