/**
 * TLS to a coordinator: whom one trusts, what one shows, and, when no connection comes, why. One place for clients, for
 * agents, and for coordinators among each other.
 */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { connect, createSecureContext, type SecureContextOptions, type TLSSocket } from "node:tls";
import * as grpc from "@grpc/grpc-js";

/** In PEM. */
export interface Trust {
  /** Certificates that the coordinator's must be signed by. */
  readonly ca: Buffer;
  /** What this side shows, where the coordinator asks for it. */
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** `ca` is the coordinator's own certificate, whatever address it is found at. */
  readonly isPinned?: boolean;
}

/** Null: nothing is encrypted. Throws the error of node:tls if certificate and key do not belong together. */
export function credentialsOf(trust: Trust | null): grpc.ChannelCredentials {
  if (trust === null) return grpc.credentials.createInsecure();
  const context = createSecureContext(contextOf(trust));
  return grpc.credentials.createFromSecureContext(
    context,
    trust.isPinned === true ? { checkServerIdentity: () => undefined } : {},
  );
}

/** Paths of PEM files, each where somebody named one. */
export interface TrustFiles {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

export class TrustError extends Error {
  readonly code: "TLS_FILE_INVALID" | "TLS_FILE_UNREADABLE";

  constructor(code: TrustError["code"], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Null if no file is named. Throws TrustError, which says what to do. `announced`: see isPinned; counts where no `ca` is named. */
export function readTrust({ ca, cert, key }: TrustFiles, announced: string | null = null): Trust | null {
  if (ca === null && cert === null && key === null && announced === null) return null;
  if ((cert === null) !== (key === null))
    throw new TrustError("TLS_FILE_INVALID", "a certificate goes with its key; give both, --cert and --key");
  if (ca === null && announced === null)
    throw new TrustError("TLS_FILE_INVALID", "a certificate is shown over TLS only; name those to trust with --ca");
  const own = cert === null || key === null ? {} : { cert: read(cert, "--cert"), key: read(key, "--key") };
  const trust =
    ca === null ? { ca: Buffer.from(announced ?? ""), isPinned: true, ...own } : { ca: read(ca, "--ca"), ...own };
  try {
    if (ca !== null) new X509Certificate(trust.ca);
    credentialsOf(trust);
    return trust;
  } catch (cause) {
    const named = [ca, cert, key].filter((path) => path !== null).join(", ");
    const message = `no certificates that fit each other are in ${named} (${reasonOf(cause)}); name PEM files with --ca, --cert and --key`;
    throw new TrustError("TLS_FILE_INVALID", message, cause);
  }
}

function read(path: string, flag: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TrustError(
      "TLS_FILE_UNREADABLE",
      `${path} (${flag}) cannot be read (${reasonOf(cause)}); name another file`,
      cause,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export interface ConnectionProblem {
  readonly kind: "expired" | "name" | "plain" | "refused" | "tls" | "untrusted";
  /** What is wrong; then, after a semicolon, what to do. */
  readonly message: string;
}

const within = { connectMs: 2000, firstByteMs: 1000 } as const;

/** Why no connection comes to `host:port`, as far as it is for TLS. Makes one to find out. Null: it is not, or not known. */
export async function connectionProblem(address: string, trust: Trust | null): Promise<ConnectionProblem | null> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  const tried = await shakeHands(host, Number(address.slice(colon + 1)), trust);
  if (trust === null) return tried === "shaken" || tried === "refused" ? problems.tls(address) : null;
  if (tried === "shaken" || tried === "unknown") return null;
  return tried === "refused" ? problems.refused(address, trust) : problemOf(tried.code, address, tried.message);
}

/** Refused: a handshake was begun, and then the connection was ended instead of a word said. */
type Tried = "shaken" | "refused" | "unknown" | { readonly code: string; readonly message: string };

async function shakeHands(host: string, port: number, trust: Trust | null): Promise<Tried> {
  const { promise, resolve } = Promise.withResolvers<Tried>();
  const socket: TLSSocket = connect({
    host,
    port,
    ALPNProtocols: ["h2"],
    timeout: within.connectMs,
    ...(isIP(host) ? {} : { servername: host }),
    // Without trust one only asks whether TLS is spoken there.
    ...(trust === null ? { rejectUnauthorized: false } : contextOf(trust)),
    ...(trust?.isPinned ? { checkServerIdentity: () => undefined } : {}),
  });
  // There are keys: TLS is spoken, and whoever breaks off now does not like what it was shown.
  let isSpoken = false;
  socket.once("keylog", () => {
    isSpoken = true;
  });
  socket.once("secureConnect", () => socket.setTimeout(within.firstByteMs));
  // A coordinator speaks first: its settings.
  socket.once("data", () => resolve("shaken"));
  socket.once("timeout", () => resolve(isSpoken ? "shaken" : "unknown"));
  socket.once("close", () => resolve(isSpoken ? "refused" : "unknown"));
  socket.once("error", ({ code = "", message }: NodeJS.ErrnoException) => {
    const isKnown = codes[code] !== undefined;
    resolve(isKnown ? { code, message } : isSpoken ? "refused" : "unknown");
  });
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}

function contextOf({ ca, cert, key, isPinned }: Trust): SecureContextOptions {
  return {
    ca,
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    // A certificate that is trusted by itself need not be one that signs.
    ...(isPinned === true ? { allowPartialTrustChain: true } : {}),
  };
}

const problems = {
  tls: (address: string): ConnectionProblem => ({
    kind: "tls",
    message: `${address} speaks TLS; name the certificates to trust with --ca`,
  }),
  refused: (address: string, { cert }: Trust): ConnectionProblem => ({
    kind: "refused",
    message:
      cert === undefined
        ? `${address} ends the connection after the handshake, so it asks for a certificate; show one with --cert and --key`
        : `${address} ends the connection after the handshake, so it does not take the certificate shown with --cert; ask for one that is signed by its --tls-client-ca`,
  }),
};

const codes: Readonly<Record<string, ConnectionProblem["kind"]>> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "name",
  ERR_SSL_WRONG_VERSION_NUMBER: "plain",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "plain",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  CERT_SIGNATURE_FAILURE: "untrusted",
};

function problemOf(code: string, address: string, detail: string): ConnectionProblem | null {
  const kind = codes[code];
  switch (kind) {
    case "expired":
      return { kind, message: `the certificate of ${address} is not valid now (${code}); renew it, or set the clock` };
    case "name":
      return {
        kind,
        message: `the certificate of ${address} is for another name (${detail}); use that name, or add this one to the certificate`,
      };
    case "plain":
      return {
        kind,
        message: `${address} does not speak TLS; leave --ca out, or give the coordinator --tls-cert and --tls-key`,
      };
    case "untrusted":
      return {
        kind,
        message: `the certificate of ${address} is signed by none of those in --ca (${code}); name its authority's`,
      };
    default:
      return null;
  }
}
