/** troupe dev: a coordinator and an agent in this process, until Ctrl-C. */
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Coordinator, loadSettings, type Settings, startCoordinator } from "@troupe/coordinator";
import { TroupeError } from "@troupe/core";
import { type Agent, Client } from "@troupe/sdk/client";
import type { Logger } from "pino";
import { withToken } from "../console/console-url.ts";
import { openBrowser } from "../console/open-browser.ts";
import type { Context } from "../context.ts";
import { bannerText } from "../dev/banner.ts";
import { watchPipelines } from "../dev/watch-pipelines.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { version } from "../package.ts";
import { openDevLog } from "../process-log.ts";
import { untilTold } from "../until-told.ts";

export interface DevOptions {
  readonly watch?: string;
  readonly address?: string;
  readonly http?: string;
  readonly dataDir?: string;
  /** False with --no-agent. */
  readonly agent: boolean;
  /** Whether to open the console in a browser. */
  readonly open?: boolean;
}

/** How long the banner waits for the agent to be seen. */
const greetMs = 5_000;

export async function dev(context: Context, options: DevOptions): Promise<ExitCode> {
  const { terminal, now, env } = context;
  const startedAt = now();
  const { address, http, dataDir } = options;
  // Alone in any case: what a cluster's environment names is for its coordinators.
  const settings = { ...loadSettings({ flags: { address, http, dataDir }, env }), etcd: null };
  const logFile = join(settings.dataDir, "dev.log");
  const log = await openDevLog(terminal, logFile);
  const told = untilTold(context);

  await using stack = new AsyncDisposableStack();
  const coordinator = stack.adopt(await startCoordinator(settings, log.child({ process: "coordinator" })), (running) =>
    running.stop(),
  );
  const client = stack.use(
    new Client({ dataDir: settings.dataDir, address: coordinator.address, token: coordinator.token }),
  );
  const agent = options.agent ? await startAgentBeside(coordinator, settings, client, log, stack) : null;
  const consoleUrl = withToken(coordinator.httpUrl, "/", coordinator.token);
  const banner = { version, address: coordinator.address, consoleUrl, agent, dataDir: settings.dataDir, logFile };
  terminal.say(bannerText({ ...banner, tookMs: now() - startedAt }, terminal.style));
  if (options.open) {
    const whyNot = await openBrowser(consoleUrl, env);
    if (whyNot !== null) terminal.say(terminal.style.dim(`  the console is not opened: ${whyNot}\n`));
  }

  if (options.watch !== undefined) {
    const watching = await watchPipelines(context, client, options.watch);
    stack.defer(() => watching.close());
  }
  const ending = await Promise.race([told.then(() => null), once(coordinator.ended, "abort").then(() => lost())]);
  terminal.say(terminal.style.dim("stopping; runs go on when it starts again"));
  if (ending !== null) throw ending;
  return exitCodes.ok;
}

async function startAgentBeside(
  { address, token, certificate }: Coordinator,
  { dataDir }: Settings,
  client: Client,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<Agent | null> {
  const { loadSettings, startAgent } = await import("@troupe/agent");
  const folders = { stateDir: join(dataDir, "agent"), cacheDir: join(dataDir, "agent-cache") };
  const settings = loadSettings({ flags: { coordinators: address, ...folders } });
  const agent = stack.adopt(
    await startAgent(settings, { token, certificate, log: log.child({ process: "agent" }) }),
    (running) => running.stop(),
  );
  return await greeted(client, agent.id);
}

/** As the coordinator sees it. The session opens in the background, so this asks until it has. */
async function greeted(client: Client, agentId: string): Promise<Agent | null> {
  const deadline = performance.now() + greetMs;
  while (performance.now() < deadline) {
    const found = (await client.agents()).find(({ id, state }) => id === agentId && state === "ready");
    if (found !== undefined) return found;
    await sleep(20);
  }
  return null;
}

function lost(): TroupeError {
  return new TroupeError("the coordinator can no longer lead, so it stopped; its log says why", {
    code: "NOT_LEADER",
    reaction: "fatal",
  });
}
