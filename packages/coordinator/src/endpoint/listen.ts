/** Binds a server to its address, or says what is in the way and how to get around it. */
import type { AddressInfo, Server } from "node:net";
import { TroupeError } from "@troupe/core";
import { type Endpoint, formatEndpoint } from "./endpoint.ts";

/** Where an address comes from: `--address`, `TROUPE_ADDRESS`. */
export interface ListenSetting {
  readonly flag: string;
  readonly variable: string;
}

/** Answers the address as it was bound: with the port that the system chose where 0 was asked for. */
export async function listen(server: Server, endpoint: Endpoint, setting: ListenSetting): Promise<Endpoint> {
  const { host, port } = endpoint;
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => reject(listenFailure(error, endpoint, setting));
    server.once("error", fail);
    server.listen({ host, port }, () => {
      server.off("error", fail);
      resolve();
    });
  });
  return { host, port: (server.address() as AddressInfo).port };
}

const causes: Readonly<Record<string, { readonly code: string; readonly why: string }>> = {
  EADDRINUSE: {
    code: "ADDRESS_IN_USE",
    why: "another process listens there. Stop it, or choose another port",
  },
  EADDRNOTAVAIL: {
    code: "ADDRESS_UNAVAILABLE",
    why: "no network interface of this machine has that address. Choose one that it has",
  },
  ENOTFOUND: {
    code: "ADDRESS_UNAVAILABLE",
    why: "that name does not resolve. Choose an address of this machine",
  },
  EACCES: {
    code: "ADDRESS_FORBIDDEN",
    why: "this user may not use that port. Choose one above 1023",
  },
};

function listenFailure(error: NodeJS.ErrnoException, endpoint: Endpoint, setting: ListenSetting): TroupeError {
  const unknown = { code: "ADDRESS_UNAVAILABLE", why: `${error.message}. Choose another address` };
  const { code, why } = causes[error.code ?? ""] ?? unknown;
  const address = formatEndpoint(endpoint);
  return new TroupeError(
    `cannot listen on ${address}: ${why} with ${setting.flag} HOST:PORT (or ${setting.variable}).`,
    { code, reaction: "fatal", details: { address }, cause: error },
  );
}
