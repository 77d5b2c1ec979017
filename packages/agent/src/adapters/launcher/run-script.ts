/**
 * `run.sh`: how an attempt's program is started, as a script that its lane sources. The first line says who runs it, so
 * that a later agent can find it. Written before the lane is told, hence: no script, never started.
 */
import { readFile } from "node:fs/promises";
import { invariant, isObject } from "@troupe/core";
import type { ProcessIdentity } from "../../ports/executor.ts";
import type { Program } from "../../ports/launcher.ts";

export interface RunHeader {
  readonly attemptId: string;
  readonly supervisor: ProcessIdentity;
  /** Cgroups of the attempt. */
  readonly groups: readonly string[];
}

const magic = "# troupe-run 1 ";

export const runScriptName = "run.sh";

export function renderRunScript(program: Program, header: RunHeader): string {
  const { folder, workingFolder } = program;
  const enter = header.groups.map((group) => `echo 0 >${quote(`${group}/cgroup.procs`)}`);
  const ready = [...enter, `cd ${quote(workingFolder)}`].join(" && ");
  const streams = `</dev/null >>${quote(`${folder}/stdout`)} 2>>${quote(`${folder}/stderr`)}`;
  // The streams are those of the command itself, not of a group around it: why it could not be started belongs in its
  // log, but bash's remark on a killed command repeats all its assignments. (dash says "Killed", and no more.)
  return `${magic}${JSON.stringify(header)}
{ ${ready}; } 2>>${quote(`${folder}/stderr`)} || { outcome=refused; return; }
${renderCommand(program)} ${streams}
`;
}

/** Undefined if nothing was ever started in this folder. */
export async function readRunHeader(folder: string): Promise<RunHeader | undefined> {
  let text: string;
  try {
    text = await readFile(`${folder}/${runScriptName}`, "utf8");
  } catch {
    return undefined;
  }
  const line = text.slice(0, Math.max(0, text.indexOf("\n")));
  // Torn: its lane was never told, or died in the same crash of the machine.
  if (!line.startsWith(magic)) return undefined;
  const header: unknown = JSON.parse(line.slice(magic.length));
  invariant(isRunHeader(header), `${folder}/${runScriptName} has a header that this version does not write`);
  return header;
}

function isRunHeader(value: unknown): value is RunHeader {
  if (!isObject(value) || typeof value.attemptId !== "string" || !Array.isArray(value.groups)) return false;
  return isObject(value.supervisor) && typeof value.supervisor.pid === "number";
}

/** Assignments before a command hold for that command alone, so nothing of one attempt is there in the lane's next one. */
function renderCommand({ argv, environment }: Program): string {
  const entries = Object.entries(environment);
  const plain = entries.filter(([name]) => isAssignable(name)).map(([name, value]) => `${name}=${quote(value)}`);
  // The few names that a shell cannot assign to, or has its own use for, cost one more process image.
  const odd = entries.filter(([name]) => !isAssignable(name)).map(([name, value]) => quote(`${name}=${value}`));
  const command = odd.length === 0 ? [] : ["env", ...odd];
  return [...plain, ...command, ...argv.map(quote)].join(" ");
}

const reserved = new Set(["UID", "EUID", "PPID", "SHELLOPTS", "BASHOPTS", "OPTIND", "IFS", "PWD", "OLDPWD", "_"]);

function isAssignable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name);
}

/** Between single quotes a shell takes every byte for itself, except the quote. */
function quote(text: string): string {
  invariant(!text.includes("\0"), "no program can get a text with a NUL byte");
  return `'${text.replaceAll("'", "'\\''")}'`;
}
