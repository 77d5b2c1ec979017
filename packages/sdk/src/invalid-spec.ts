/** What is wrong with a definition: the code that a submit would give, found where it was written. */
import { type Problem, TroupeError } from "@troupe/core";

export function invalidSpec(problem: Problem, ...more: readonly Problem[]): TroupeError {
  const problems = [problem, ...more];
  const message = problems.map(({ field, message, fix }) => `${field} ${message}: ${fix}`).join("\n");
  return new TroupeError(message, { code: "INVALID_SPEC", reaction: "reject", problems });
}
