/** Exit codes, signals and classes in words, and what one does about them. */
import type { ExitClass } from "@troupe/core";
import type { RunFailure } from "@troupe/sdk/client";

const signalWords: Readonly<Record<string, string>> = {
  SIGKILL: "killed from outside: by an operator, or by the kernel when the machine ran out of memory",
  SIGTERM: "asked to end",
  SIGINT: "interrupted",
  SIGSEGV: "crashed: it used memory that was not its own",
  SIGBUS: "crashed: it used memory that is not there, often a full /dev/shm",
  SIGILL: "crashed: this CPU does not know one of its instructions",
  SIGABRT: "ended itself with abort(): an assertion in native code",
  SIGFPE: "crashed: a division by zero in native code",
  SIGPIPE: "wrote to a pipe that nobody reads",
  SIGHUP: "its terminal went away",
  SIGXCPU: "used up its CPU time",
};

const codeWords: Readonly<Record<number, string>> = {
  126: "the program is not executable",
  127: "there is no such program",
  130: "interrupted",
  134: "ended itself with abort()",
  137: "killed (SIGKILL)",
  139: "crashed (SIGSEGV)",
  143: "asked to end (SIGTERM)",
};

/** "exit code 127: there is no such program", "SIGSEGV: crashed…"; null if there was no process, or it went well. */
export function exitWords({ exitCode, signal }: Pick<RunFailure, "exitCode" | "signal">): string | null {
  if (signal !== null) return withWords(signal, signalWords[signal]);
  if (exitCode === null || exitCode === 0) return null;
  return withWords(`exit code ${exitCode}`, codeWords[exitCode]);
}

export const classWords: Readonly<Record<ExitClass, string>> = {
  success: "success",
  failure: "failure: the step's own code",
  oom: "out of memory: the kernel's counters say so",
  timeout: "timeout: it ran longer than it may",
  cancelled: "cancelled",
  lost: "lost: its agent or its process went away",
  error: "error: Troupe could not run it, its code is not to blame",
};

/** What to change, by class; the logs are named elsewhere. */
export const advice: Readonly<Partial<Record<ExitClass, string>>> = {
  oom: `give the step more: resources: { memory: "…" }`,
  timeout: `give the step longer: timeout: "…"; or find out in the logs what it waited for`,
  lost: "look at the agents: troupe get agents",
  error: "look at the agent's own log, and at: troupe doctor",
};

function withWords(what: string, words: string | undefined): string {
  return words === undefined ? what : `${what}: ${words}`;
}
