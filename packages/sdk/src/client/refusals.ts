/** Refusals that a client makes by itself, in the words of a coordinator's. */
import { TroupeError } from "@troupe/core";

export function taskNotFound(runId: string, task: string): TroupeError {
  return new TroupeError(`run ${runId} has no task ${task}`, {
    code: "TASK_NOT_FOUND",
    reaction: "reject",
    details: { runId, task },
  });
}

export function codeRequired(pipeline: string, step: string): TroupeError {
  return new TroupeError(
    `pipeline ${pipeline} has code (step ${step}): apply it as a bundle, \`client.apply(await bundlePipelines("file.ts"))\``,
    { code: "CODE_REQUIRED", reaction: "reject", details: { pipeline, step } },
  );
}

export function fileUnwritable(path: string, cause: unknown): TroupeError {
  const why = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new TroupeError(`${path} cannot be written (${why}); name a file in a folder that is there, and is yours`, {
    code: "FILE_UNWRITABLE",
    reaction: "reject",
    details: { path },
    cause,
  });
}

export function artifactDamaged(digest: string, found: string): TroupeError {
  return new TroupeError(`artifact ${digest} arrived as ${found}: nothing was kept; try again`, {
    code: "ARTIFACT_DAMAGED",
    reaction: "retry",
    details: { digest, found },
  });
}
