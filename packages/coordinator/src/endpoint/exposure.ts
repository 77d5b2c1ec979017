/** Nothing of Troupe can be reached from another machine unless somebody asked for it and gave it a token. */
import { TroupeError } from "@troupe/core";
import { type Endpoint, formatEndpoint, isLoopback } from "./endpoint.ts";
import type { ListenSetting } from "./listen.ts";

export function refuseExposure(endpoint: Endpoint, hasTokenFile: boolean, setting: ListenSetting): void {
  if (hasTokenFile || isLoopback(endpoint.host)) return;
  const address = formatEndpoint(endpoint);
  throw new TroupeError(
    `refusing to listen on ${address}: other machines could reach it, and nothing would ask them for a token. ` +
      `Make a token (umask 077; openssl rand -hex 32 > troupe.token) and pass --token-file troupe.token, ` +
      `or listen on 127.0.0.1 with ${setting.flag}.`,
    { code: "INSECURE_ADDRESS", reaction: "fatal", details: { address } },
  );
}
