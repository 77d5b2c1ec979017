/** Chromium of the machine, whose way out of it ends at a listener: whatever a page asks of the world is heard. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Workbench } from "@troupe/testing/process";
import { type Browser, chromium } from "playwright-core";

/** Chromium's own calls home. */
const vendor = /^\S+ (?:https?:\/\/)?[\w.-]+\.(?:google|googleapis|gvt1)\.com[:/]/;
const programs = ["chromium", "chromium-browser", "google-chrome"];
const found = programs.find(answers);

/** What is missing, for the title of what is skipped for want of it; nothing in CI, where that fails. */
export const absentBrowser: readonly string[] = found !== undefined || process.env.CI ? [] : ["chromium"];

export interface OpenBrowser {
  readonly browser: Browser;
  /** What was asked of any machine but this one: a line of HTTP each. */
  readonly asked: readonly string[];
}

/** Closed with the bench. */
export async function openBrowser(bench: Workbench): Promise<OpenBrowser> {
  const { asked, port } = await openListener(bench);
  const browser = await chromium.launch({
    executablePath: executable(),
    // Root has no sandbox, and a container little shared memory. Loopback never goes by way of a proxy.
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-dev-shm-usage",
      `--proxy-server=http://127.0.0.1:${port}`,
    ],
  });
  bench.closes(() => browser.close());
  return { browser, asked };
}

async function openListener(bench: Workbench): Promise<{ asked: readonly string[]; port: number }> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.once("data", (data) => {
      const [line = ""] = data.toString("latin1").split("\r\n");
      if (!vendor.test(line)) asked.push(line);
      socket.destroy();
    });
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  bench.closes(() => server.close());
  return { asked, port: (server.address() as AddressInfo).port };
}

function executable(): string {
  if (found === undefined) throw new Error(`none of ${programs.join(", ")} is there; scripts/setup.ts installs one`);
  return execFileSync("which", [found], { encoding: "utf8" }).trim();
}

function answers(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
