/** How to talk to a cluster that is left running. */
import type { Terminal } from "@troupe/cli";
import type { TroupeCluster } from "@troupe/testing/process";

export function howToGoOn(cluster: TroupeCluster, runId: string, style: Terminal["style"]): string {
  const commands = [
    [`export TROUPE_ADDRESS=${cluster.addresses}`, "in another terminal; then:"],
    [`npx troupe describe run ${runId}`, "the run, as any coordinator tells it"],
    ["npx troupe get agents -o wide", "who does the work, and over which paths"],
    ["npx troupe run examples/hello/pipeline.ts", "another one"],
    ...cluster.coordinators.map(({ name, process: { pid } }) => [`kill -9 ${pid}`, `the end of ${name}`]),
  ];
  return [
    style.bold("It is still running; Ctrl-C ends it."),
    ...commands.map(([command = "", why = ""]) => `  ${style.code(command)}${style.dim(`   # ${why}`)}`),
  ].join("\n");
}
