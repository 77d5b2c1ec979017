/** Opens an address in the browser of whoever sits at this machine, and says why not where nobody does. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Environment } from "../terminal.ts";

export type Opening = { readonly command: readonly [string, ...string[]] } | { readonly whyNot: string };

/** Null if it is on its way; else why it cannot be. */
export async function openBrowser(url: string, env: Environment): Promise<string | null> {
  const opening = openingOf(url, env, process.platform);
  if ("whyNot" in opening) return opening.whyNot;
  const [program, ...words] = opening.command;
  const child = spawn(program, words, { stdio: "ignore", detached: true });
  child.unref();
  try {
    await once(child, "spawn");
    return null;
  } catch {
    return `${program} is not there; BROWSER names another program`;
  }
}

/** https://specifications.freedesktop.org says BROWSER; its first word goes before what the machine would take. */
export function openingOf(url: string, env: Environment, platform: NodeJS.Platform): Opening {
  const [browser = ""] = (env.BROWSER ?? "").split(":");
  if (browser === "none") return { whyNot: "BROWSER=none" };
  if (env.CI) return { whyNot: "this is CI" };
  // Also over ssh: editors set it where they hand the address to the machine that one sits at.
  if (browser !== "") return { command: [browser, url] };
  if (env.SSH_CONNECTION || env.SSH_TTY) return { whyNot: `this is a session over ssh; ${forwarding(url)}` };
  if (platform === "darwin") return { command: ["open", url] };
  if (env.WSL_DISTRO_NAME) return { command: ["powershell.exe", "-NoProfile", "Start-Process", `'${url}'`] };
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return { whyNot: "this machine has no display" };
  return { command: ["xdg-open", url] };
}

function forwarding(url: string): string {
  const { port, hostname } = new URL(url);
  return `on the machine that you sit at: ssh -L ${port}:${hostname}:${port} HOST`;
}
