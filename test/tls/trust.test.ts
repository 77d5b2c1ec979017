import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { connectionProblem, readTrust, TrustError } from "@troupe/proto";
import { absentPrograms, type Certificates, makeCertificates, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const bench = new Workbench();
afterAll(() => bench.clear());

/** An HTTP/2 server speaks first. */
const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

async function listening(server: Server, host = "127.0.0.1"): Promise<string> {
  server.listen(0, host);
  await once(server, "listening");
  bench.closes(() => server.close());
  return `${host}:${(server.address() as AddressInfo).port}`;
}

describe.skipIf(absentPrograms("openssl").length > 0)("TLS to a coordinator (needs: openssl)", () => {
  let certificates: Certificates;
  let others: Certificates;
  beforeAll(async () => {
    [certificates, others] = await Promise.all([makeCertificates(bench), makeCertificates(bench)]);
  });

  async function coordinator(options: TlsOptions = {}, host?: string): Promise<string> {
    const [cert, key] = await Promise.all([readFile(certificates.server.cert), readFile(certificates.server.key)]);
    const server = createTlsServer({ cert, key, ...options }, (socket) => {
      socket.on("error", () => undefined);
      socket.write(settings);
    });
    server.on("tlsClientError", () => undefined);
    return listening(server, host);
  }

  const trust = (own: { readonly cert: string; readonly key: string } | null = null, ca = certificates.ca) =>
    readTrust({ ca, cert: own?.cert ?? null, key: own?.key ?? null });

  test("has no problem where all is well", async () => {
    const address = await coordinator();
    expect(await connectionProblem(address, trust())).toBeNull();
    const pinned = readTrust({ ca: null, cert: null, key: null }, await readFile(certificates.server.cert, "utf8"));
    expect(await connectionProblem(address, pinned)).toBeNull();
  });

  test("is missed by who does not speak it, and by who speaks it alone", async () => {
    expect(await connectionProblem(await coordinator(), null)).toMatchObject({ kind: "tls" });
    const plain = createServer((socket) => void socket.on("error", () => undefined).write(settings));
    const address = await listening(plain);
    expect(await connectionProblem(address, trust())).toMatchObject({ kind: "plain" });
    expect(await connectionProblem(address, null)).toBeNull();
  });

  test("is refused by who trusts another authority, or finds another name", async () => {
    const address = await coordinator();
    expect(await connectionProblem(address, trust(null, others.ca))).toMatchObject({ kind: "untrusted" });
    // Of all names of this machine its certificate knows two.
    const named = await coordinator({}, "127.0.0.2");
    expect(await connectionProblem(named, trust())).toMatchObject({ kind: "name" });
  });

  test("is refused by a coordinator that asks for a certificate, and gets none, or another's", async () => {
    const ca = await readFile(certificates.ca);
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const address = await coordinator({ ca, requestCert: true, maxVersion });
      expect(await connectionProblem(address, trust())).toMatchObject({ kind: "refused" });
      expect(await connectionProblem(address, trust(others.client))).toMatchObject({ kind: "refused" });
      expect(await connectionProblem(address, trust(certificates.client))).toBeNull();
      expect(await connectionProblem(address, null)).toMatchObject({ kind: "tls" });
    }
  });

  test("says nothing about a coordinator that is not there", async () => {
    const address = await coordinator();
    await bench.clear();
    expect(await connectionProblem(address, null)).toBeNull();
  });
});

describe.skipIf(absentPrograms("openssl").length > 0)("files with certificates (needs: openssl)", () => {
  test("must be there, hold certificates, and fit each other", async () => {
    const { ca, client, server } = await makeCertificates(bench);
    const empty = join(await bench.folder(), "empty.pem");
    await writeFile(empty, "");
    const code = (files: Parameters<typeof readTrust>[0]) => {
      try {
        return readTrust(files) === null ? null : "read";
      } catch (error) {
        if (!(error instanceof TrustError)) throw error;
        return error.code;
      }
    };
    const none = { ca: null, cert: null, key: null };
    expect(code(none)).toBeNull();
    expect(code({ ca, ...client })).toBe("read");
    expect(code({ ...none, ca: `${ca}.absent` })).toBe("TLS_FILE_UNREADABLE");
    expect(code({ ...none, ca: empty })).toBe("TLS_FILE_INVALID");
    expect(code({ ...none, ...client })).toBe("TLS_FILE_INVALID");
    expect(code({ ca, cert: client.cert, key: null })).toBe("TLS_FILE_INVALID");
    expect(code({ ca, cert: client.cert, key: server.key })).toBe("TLS_FILE_INVALID");
  });
});
