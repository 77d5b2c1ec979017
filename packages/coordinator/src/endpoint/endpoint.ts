/** Addresses to listen on: `127.0.0.1:7420`, `[::1]:7420`, `localhost:0`. */
import { BlockList, isIP } from "node:net";

export interface Endpoint {
  /** An IP address without brackets, or a host name. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Undefined if the text is no address with a port. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, v6, name, port] = /^(?:\[([0-9a-fA-F:.%a-z]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined || Number(port) > 65_535) return undefined;
  if (v6 !== undefined && isIP(v6) !== 6) return undefined;
  return { host, port: Number(port) };
}

export function formatEndpoint({ host, port }: Endpoint): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Only this machine can reach it. A name other than localhost is not: what it resolves to is not for us to trust. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === "localhost";
  return loopback.check(host, version === 6 ? "ipv6" : "ipv4");
}
