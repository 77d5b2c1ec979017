/** The certificate that a coordinator shows, and those that it asks for. */
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { TroupeError } from "@troupe/core";
import type { Trust } from "@troupe/proto";
import type { Settings } from "../config/settings.ts";

/** In PEM. */
export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Those that other coordinators' certificates are signed by; null: those that this machine trusts. */
  readonly ca: Buffer | null;
  /** Clients and agents must show a certificate that one of these has signed; null: they need none. */
  readonly clientCa: Buffer | null;
}

/**
 * Null without TLS. Throws TroupeError(fatal): TLS_FILE_UNREADABLE, or TLS_FILE_INVALID if it is none, is over, or does not
 * fit the others. What is read once is used until the next start.
 */
export async function openTls({ tlsCert, tlsKey, tlsCa, tlsClientCa }: Settings, now: number): Promise<Tls | null> {
  if (tlsCert === null || tlsKey === null) return null;
  const [cert, key] = await Promise.all([read(tlsCert, "--tls-cert"), read(tlsKey, "--tls-key")]);
  const ca = tlsCa === null ? null : await authorities(tlsCa, "--tls-ca");
  const clientCa = tlsClientCa === null ? null : await authorities(tlsClientCa, "--tls-client-ca");
  checkValidity(certificateIn(cert, tlsCert, "--tls-cert"), tlsCert, now);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    const message = `the key ${tlsKey} (--tls-key) is none, or not that of the certificate ${tlsCert} (--tls-cert): ${reasonOf(cause)}`;
    throw invalid(message, tlsKey, cause);
  }
  return { cert, key, ca, clientCa };
}

/** For calls to other coordinators, which are shown what everybody is shown. Null without TLS. */
export function trustOf(tls: Tls | null): Trust | null {
  return tls === null ? null : { ca: tls.ca ?? tls.cert, cert: tls.cert, key: tls.key };
}

async function read(path: string, flag: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new TroupeError(`cannot read ${path} (${flag}): ${reasonOf(cause)}. Check the path and its permissions.`, {
      code: "TLS_FILE_UNREADABLE",
      reaction: "fatal",
      details: { path },
      cause,
    });
  }
}

async function authorities(path: string, flag: string): Promise<Buffer> {
  const pem = await read(path, flag);
  certificateIn(pem, path, flag);
  return pem;
}

/** The first one. */
function certificateIn(pem: Buffer, path: string, flag: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw invalid(`${path} (${flag}) holds no certificate in PEM: ${reasonOf(cause)}`, path, cause);
  }
}

function checkValidity({ validFrom, validTo }: X509Certificate, path: string, now: number): void {
  if (Date.parse(validFrom) <= now && now < Date.parse(validTo)) return;
  throw invalid(`the certificate ${path} (--tls-cert) is good from ${validFrom} to ${validTo}, which is not now`, path);
}

function invalid(message: string, path: string, cause?: unknown): TroupeError {
  return new TroupeError(`${message}.`, { code: "TLS_FILE_INVALID", reaction: "fatal", details: { path }, cause });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
