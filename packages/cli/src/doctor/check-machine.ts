/** What Troupe needs of the machine: runtime, Python, memory of processes, disk. */
import { execFile } from "node:child_process";
import { access, constants, readFile, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { dataFolder, defaultAddress, readAnnouncement } from "@troupe/sdk/client";
import { bytes } from "../render/amount.ts";
import type { Environment } from "../terminal.ts";
import type { Finding } from "./finding.ts";

const run = promisify(execFile);
const leastDiskBytes = 2 * 1024 ** 3;

export async function checkMachine(env: Environment): Promise<readonly Finding[]> {
  return await Promise.all([checkNode(), checkPython(), checkDisk(dataFolder(env)), checkPort(env), checkIsolation()]);
}

function checkNode(): Finding {
  const { node } = process.versions;
  const isNewEnough = Number(node.split(".")[0]) >= 24;
  const detail = `${node} at ${process.execPath}`;
  if (isNewEnough) return { name: "node", verdict: "good", detail };
  return { name: "node", verdict: "bad", detail, fix: "install Node 24 or newer" };
}

async function checkPython(): Promise<Finding> {
  const name = "python";
  try {
    const script = "import sys; print(sys.version.split()[0], sys.executable)";
    const { stdout } = await run("python3", ["-c", script], { timeout: 5000 });
    const [version = "", path = ""] = stdout.trim().split(" ");
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major === 3 && minor >= 9) return { name, verdict: "good", detail: `${version} at ${path}` };
    return {
      name,
      verdict: "warn",
      detail: `${version} at ${path}`,
      fix: "install Python 3.9 or newer for steps in Python",
    };
  } catch {
    return {
      name,
      verdict: "warn",
      detail: "there is no python3",
      fix: "install Python 3.9 or newer for steps in Python",
    };
  }
}

async function checkDisk(folder: string): Promise<Finding> {
  const name = "disk";
  const there = await firstExisting(folder);
  const isWritable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable)
    return {
      name,
      verdict: "bad",
      detail: `${folder} cannot be written`,
      fix: "set TROUPE_DATA_DIR to a folder that can",
    };
  const { bavail, bsize } = await statfs(there);
  const free = bavail * bsize;
  const detail = `${bytes(free)} free for ${folder}`;
  if (free >= leastDiskBytes) return { name, verdict: "good", detail };
  return { name, verdict: "warn", detail, fix: "free some, or set TROUPE_DATA_DIR to a larger disk" };
}

async function firstExisting(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const isThere = await access(at).then(
      () => true,
      () => false,
    );
    if (isThere || dirname(at) === at) return at;
  }
}

/** The default port is free, or it is our own coordinator that has it. */
async function checkPort(env: Environment): Promise<Finding> {
  const name = "port";
  const [host = "127.0.0.1", port = "7420"] = defaultAddress.split(":");
  const announced = await readAnnouncement(dataFolder(env));
  if (announced?.address === defaultAddress) return { name, verdict: "good", detail: `${port} is our coordinator's` };
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(Number(port), host, () => server.close(() => resolve(true)));
  });
  if (isFree) return { name, verdict: "good", detail: `${port} is free` };
  return {
    name,
    verdict: "warn",
    detail: `another process listens on ${defaultAddress}`,
    fix: "troupe dev --address 127.0.0.1:0",
  };
}

/** How an agent here could end a process tree. The agent decides for itself; this says what it will find. */
async function checkIsolation(): Promise<Finding> {
  const name = "isolation";
  if (process.platform !== "linux") {
    return {
      name,
      verdict: "warn",
      detail: "tier 3: process groups only",
      fix: "agents on Linux see memory run out, and kill whole trees",
    };
  }
  const own = await readFile("/proc/self/cgroup", "utf8").catch(() => "");
  const path = /^0::(.*)$/m.exec(own)?.[1] ?? "/";
  const folder =
    (await access("/sys/fs/cgroup/unified").then(
      () => "/sys/fs/cgroup/unified",
      () => "/sys/fs/cgroup",
    )) + path;
  const isDelegated = await access(`${folder}/cgroup.procs`, constants.W_OK).then(
    () => true,
    () => false,
  );
  const controllers = await readFile(`${folder}/cgroup.controllers`, "utf8").catch(() => "");
  if (isDelegated && controllers.includes("memory"))
    return { name, verdict: "good", detail: "tier 1: cgroup v2, delegated" };
  if (isDelegated)
    return { name, verdict: "good", detail: "tier 2: cgroup v2 kill; memory is counted by v1, if at all" };
  return {
    name,
    verdict: "warn",
    detail: "tier 3: process groups and a scan; no memory counters",
    fix: "run the agent as a systemd service with Delegate=yes (deploy/systemd)",
  };
}
