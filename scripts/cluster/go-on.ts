/** How to talk to a cluster that is left running. */
import type { Terminal } from "@troupe/cli";
import type { ClusterCoordinator, TroupeCluster } from "@troupe/testing/process";

export async function howToGoOn(cluster: TroupeCluster, runId: string, style: Terminal["style"]): Promise<string> {
  const consoles = await Promise.all(cluster.coordinators.map((coordinator) => consoleOf(coordinator, runId)));
  const commands = [
    [`export TROUPE_ADDRESS=${cluster.addresses}`, "in another terminal; then:"],
    [`npx troupe describe run ${runId}`, "the run, as any coordinator tells it"],
    ["npx troupe get agents -o wide", "who does the work, and over which paths"],
    ["npx troupe run examples/hello/pipeline.ts", "another one"],
    ...cluster.coordinators.map(({ name, process: { pid } }) => [`kill -9 ${pid}`, `the end of ${name}`]),
  ];
  const addresses = consoles.flatMap((found) =>
    found === null ? [] : [`  ${style.dim(found.name)}  ${style.code(found.url)}`],
  );
  return [
    style.bold("It is still running; Ctrl-C ends it."),
    ...commands.map(([command = "", why = ""]) => `  ${style.code(command)}${style.dim(`   # ${why}`)}`),
    "",
    style.bold("In a browser, that run as each coordinator tells it:"),
    ...addresses,
  ].join("\n");
}

/** Null if it is not there: the one that was killed. */
async function consoleOf(
  coordinator: ClusterCoordinator,
  runId: string,
): Promise<{ readonly name: string; readonly url: string } | null> {
  const { httpUrl, token } = await coordinator.announcement().catch(() => nothing);
  if (httpUrl === null) return null;
  const url = new URL(`/runs/${runId}`, httpUrl);
  if (token !== null) url.searchParams.set("token", token);
  return { name: coordinator.name, url: url.href };
}

const nothing = { httpUrl: null, token: null };
