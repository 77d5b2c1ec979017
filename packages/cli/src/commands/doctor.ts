/** troupe doctor: what this machine has, what it lacks, how to mend it. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { checkCoordinator } from "../doctor/check-coordinator.ts";
import { checkMachine } from "../doctor/check-machine.ts";
import { type Finding, findingLines } from "../doctor/finding.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { type OutputFormat, printData } from "../output-format.ts";

export interface DoctorOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export async function doctor(context: Context, options: DoctorOptions): Promise<ExitCode> {
  const { terminal } = context;
  const [machine, coordinator] = await Promise.all([
    checkMachine(context.env),
    withClient(options, (client) => checkCoordinator(client, context.now)),
  ]);
  const findings: readonly Finding[] = [...machine, ...coordinator];
  if (options.output === "json" || options.output === "yaml") printData(terminal, options.output, findings);
  else terminal.out(findingLines(findings, terminal.dataStyle));
  return findings.some(({ verdict }) => verdict === "bad") ? exitCodes.runFailed : exitCodes.ok;
}
