/** How a process ended, for people who do not know the numbers by heart. */

export interface Exit {
  readonly exitCode?: number | undefined;
  /** "SIGKILL"; empty or absent if none ended it. */
  readonly signal?: string | undefined;
}

const signals: Readonly<Record<string, readonly [number: number, meaning: string]>> = {
  SIGHUP: [1, "its terminal went away"],
  SIGINT: [2, "interrupted from the keyboard"],
  SIGQUIT: [3, "asked to quit and dump core"],
  SIGILL: [4, "it executed what is no instruction of this processor"],
  SIGTRAP: [5, "a breakpoint"],
  SIGABRT: [6, "it aborted itself, often by a failed assertion"],
  SIGBUS: [7, "it touched memory that is not there, often a full /dev/shm"],
  SIGFPE: [8, "an impossible calculation, such as dividing by zero"],
  SIGKILL: [9, "killed, which no program can refuse: by the kernel, an operator or a time limit"],
  SIGUSR1: [10, "a signal of somebody's own"],
  SIGSEGV: [11, "it touched memory that is not its own"],
  SIGUSR2: [12, "a signal of somebody's own"],
  SIGPIPE: [13, "it wrote to a pipe that nobody reads"],
  SIGALRM: [14, "an alarm that it had set itself"],
  SIGTERM: [15, "asked to end"],
  SIGXCPU: [24, "it used more processor time than its limit allows"],
  SIGXFSZ: [25, "it wrote a larger file than its limit allows"],
  SIGSYS: [31, "it called what the kernel forbids it"],
};

const codes: Readonly<Record<number, string>> = {
  0: "success",
  1: "an error that the program itself reports",
  2: "wrong usage, or an error that the program itself reports",
  126: "the file was found, but may not be executed",
  127: "the command was not found",
};

/** "SIGKILL (9): killed, …" or "exit code 127: the command was not found"; undefined if neither is known. */
export function describeExit({ exitCode, signal }: Exit): string | undefined {
  if (signal) return describeSignal(signal);
  if (exitCode === undefined) return undefined;
  const meaning = codes[exitCode] ?? meaningAbove128(exitCode);
  return meaning === undefined ? `exit code ${exitCode}` : `exit code ${exitCode}: ${meaning}`;
}

function describeSignal(signal: string): string {
  const known = signals[signal];
  return known === undefined ? signal : `${signal} (${known[0]}): ${known[1]}`;
}

/** Shells answer 128 + n for a program that signal n ended. */
function meaningAbove128(code: number): string | undefined {
  const found = Object.entries(signals).find(([, [number]]) => number === code - 128);
  return found === undefined ? undefined : `a program in it was ended by ${found[0]}: ${found[1][1]}`;
}
