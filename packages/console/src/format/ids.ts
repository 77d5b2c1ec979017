/** The end of a run's id, which tells runs of the same minute apart: enough for a person, never for a request. */
export function shortId(runId: string): string {
  return runId.length <= 10 ? runId : runId.slice(-8);
}

/** "sha256:0123456789ab…" as "0123456789ab". */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}
