/**
 * The first thing that runs in a fresh clone, under whatever Node the machine has: installs the npm packages, among
 * which is the Node that Troupe needs, and goes on under that one in the script that it is given. Plain JavaScript for
 * that reason.
 *
 *   node scripts/from-clone.mjs SCRIPT [words for it]
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

if (!isInstalled()) install();
goOn();

/** npm writes its own lockfile last, so a broken install has none, and one from before a pull is older than ours. */
function isInstalled() {
  const ours = join(root, "package-lock.json");
  const theirs = join(root, "node_modules/.package-lock.json");
  return existsSync(theirs) && statSync(theirs).mtimeMs >= statSync(ours).mtimeMs;
}

function install() {
  console.error("Installing npm packages…");
  const npm = process.env.npm_execpath;
  const [program, ...before] = npm?.endsWith("js") ? [process.execPath, npm] : ["npm"];
  const { status, error } = spawnSync(program, [...before, "ci"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  console.error(`\nnpm could not install the packages (${error?.message ?? `exit ${status}`}); what it says is above.`);
  console.error("Behind a proxy or a registry of your own, set it first: npm config set registry …, then try again.");
  process.exit(1);
}

function goOn() {
  const own = join(root, "node_modules/.bin/node");
  const node = existsSync(own) ? own : process.execPath;
  if (node === process.execPath && Number(process.versions.node.split(".")[0]) < 24) {
    console.error(`Troupe needs Node 24, this is ${process.versions.node}, and no package of it fits this platform.`);
    console.error("Install Node 24 or newer from https://nodejs.org, then try again.");
    process.exit(1);
  }
  const [script = "", ...words] = process.argv.slice(2);
  const child = spawn(node, [join(root, script), ...words], { stdio: "inherit" });
  // Ctrl-C reaches the whole group. Whoever leaves first gives the terminal back while the other still tidies up.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (signal !== "SIGINT") child.kill(signal);
    });
  }
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
}
