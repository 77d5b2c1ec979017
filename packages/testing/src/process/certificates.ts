/** Certificates that a test makes for itself, with openssl: an authority, a server of this machine, and a client. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Workbench } from "./workbench.ts";

/** Paths of PEM files. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly ca: string;
  /** For 127.0.0.1 and localhost. */
  readonly server: KeyPair;
  readonly client: KeyPair;
}

/** Valid for a day. Two calls make authorities that know nothing of each other. */
export async function makeCertificates(bench: Workbench): Promise<Certificates> {
  const folder = await bench.folder();
  const authority = { cert: join(folder, "ca.pem"), key: join(folder, "ca-key.pem") };
  const extensions = join(folder, "extensions");
  // Members of a cluster are servers and clients to each other.
  await writeFile(extensions, "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n");
  const openssl = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await bench.finish("openssl", args);
    if (code !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
  };
  const keyFor = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl(
    ...["req", "-x509", ...keyFor, "-days", "1", "-subj", "/CN=test authority"],
    ...["-keyout", authority.key, "-out", authority.cert],
  );
  const issue = async (name: string): Promise<KeyPair> => {
    const [cert, key, request] = [`${name}.pem`, `${name}-key.pem`, `${name}.csr`].map((file) => join(folder, file));
    if (cert === undefined || key === undefined || request === undefined)
      throw new Error("three files have three paths");
    await openssl("req", ...keyFor, "-subj", `/CN=${name}`, "-keyout", key, "-out", request);
    await openssl(
      ...["x509", "-req", "-in", request, "-days", "1", "-CA", authority.cert, "-CAkey", authority.key],
      ...["-CAcreateserial", "-extfile", extensions, "-out", cert],
    );
    return { cert, key };
  };
  return { ca: authority.cert, server: await issue("server"), client: await issue("client") };
}
