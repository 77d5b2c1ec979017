/**
 * For `vite dev`: its calls go to a `troupe dev` that runs on this machine, as if the page came from there. The coordinator
 * takes calls of its own pages only, so that what names this server is taken from them, and its token is given to them.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ProxyOptions } from "vite";

interface Announcement {
  readonly httpUrl: string;
  readonly token: string;
}

/** Where `troupe dev` announces itself; as the SDK finds it. */
function readAnnouncement(): Announcement | null {
  const share = process.env.XDG_DATA_HOME || join(homedir(), ".local/share");
  const folder = process.env.TROUPE_DATA_DIR || join(share, "troupe");
  try {
    return JSON.parse(readFileSync(join(folder, "coordinator.json"), "utf8")) as Announcement;
  } catch {
    return null;
  }
}

export function devProxy(): Record<string, ProxyOptions> {
  const announced = readAnnouncement();
  if (announced === null) {
    console.warn(
      "no coordinator runs here: start `troupe dev`, then this again (TROUPE_DATA_DIR says where it keeps its data)",
    );
    return {};
  }
  const { httpUrl, token } = announced;
  return {
    "/troupe.v1": {
      target: httpUrl,
      changeOrigin: true,
      configure: (proxy) =>
        proxy.on("proxyReq", (request) => {
          for (const name of ["origin", "referer", "sec-fetch-site"]) request.removeHeader(name);
          request.setHeader("authorization", `Bearer ${token}`);
        }),
    },
  };
}
