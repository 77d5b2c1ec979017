/** The programs that Troupe needs from the machine, beside the npm packages, and how to get them. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";

export type Purpose = "quickstart" | "test" | "offline" | "cluster" | "console";

export interface Need {
  readonly name: string;
  readonly why: string;
  readonly for: readonly Purpose[];
  readonly debianPackages: readonly string[];
  /** What Debian does not have, and Python's package index does: into a virtual environment of its own. */
  readonly python?: { readonly folder: string; readonly packages: readonly string[] };
  isMet(): boolean;
}

/** The one that Debian's packages are for; another may come first on the PATH. */
export const systemPython = "/usr/bin/python3";

/** @troupe/testing looks there, and below. */
const s3ServerFolder = join(import.meta.dirname, "../.cache/s3-server");
const pythonGrpcFolder = join(import.meta.dirname, "../.cache/python-grpc");

const needs: readonly Need[] = [
  {
    name: "Python 3.9 or newer (python3)",
    why: "steps written in Python",
    for: ["quickstart", "test", "offline"],
    debianPackages: ["python3"],
    isMet: () => python("import sys; sys.exit(sys.version_info < (3, 9))"),
  },
  {
    name: "Python's venv and pip",
    why: "the environments of steps that name their requirements",
    for: ["quickstart", "test"],
    debianPackages: ["python3-venv", "python3-pip"],
    isMet: () => python("import ensurepip, venv"),
  },
  {
    name: "libfaketime",
    why: "tests in which a machine's clock is set",
    for: ["test"],
    debianPackages: ["libfaketime"],
    isMet: () => process.platform !== "linux" || globSync("/usr/lib/*/faketime/libfaketimeMT.so.1").length > 0,
  },
  {
    name: "scikit-learn",
    why: "the quickstart's models, where no package index can be reached",
    for: ["offline"],
    debianPackages: ["python3-sklearn", "python3-pip"],
    isMet: () => python("import pip, sklearn", systemPython),
  },
  {
    name: "etcd",
    why: "clusters: the tests and `npm run cluster` start servers of their own",
    for: ["test", "cluster"],
    debianPackages: ["etcd-server"],
    isMet: () => answers("etcd", "--version"),
  },
  {
    name: "nats-server",
    why: "clusters: the tests and `npm run cluster` start servers of their own",
    for: ["test", "cluster"],
    debianPackages: ["nats-server"],
    isMet: () => answers("nats-server", "--version"),
  },
  {
    name: "openssl",
    why: "the certificates of tests that speak TLS",
    for: ["test"],
    debianPackages: ["openssl"],
    isMet: () => answers("openssl", "version"),
  },
  {
    name: "Chromium",
    why: "the tests of the console, which look at it in a real browser",
    for: ["test", "console"],
    debianPackages: ["chromium", "fonts-liberation"],
    isMet: () => answers("chromium", "--version"),
  },
  {
    name: "an S3-compatible server (versitygw or moto)",
    why: "the tests of archives in such a store",
    for: ["test"],
    debianPackages: ["python3-venv"],
    python: { folder: s3ServerFolder, packages: ["moto[s3]>=5.1,<6", "flask", "flask-cors"] },
    isMet: () => answers("versitygw", "--version") || answers(join(s3ServerFolder, "bin/moto_server"), "--help"),
  },
  {
    name: "Python's gRPC",
    why: "the test of clients that are generated from the .proto files",
    for: ["test"],
    debianPackages: ["python3-venv"],
    python: { folder: pythonGrpcFolder, packages: ["grpcio-tools>=1.60,<2", "grpcio-reflection>=1.60,<2"] },
    isMet: () => python("import grpc_reflection, grpc_tools", join(pythonGrpcFolder, "bin/python")),
  },
];

/**
 * Debian starts a server as soon as it is installed, unless /usr/sbin/policy-rc.d says no (101). Tests start their own, so
 * one says no for as long as this takes. A file of somebody else decides for itself; one of ours that a kill left behind
 * is taken away at the end.
 */
const installWithoutStarting = `
policy=/usr/sbin/policy-rc.d
mark='# written by the setup of Troupe for as long as it installs'
if [ ! -e "$policy" ] || grep -qxF "$mark" "$policy"; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\n%s\\nexit 101\\n' "$mark" > "$policy" && chmod 755 "$policy" || exit 1
fi
apt-get install -q -y --no-install-recommends "$@"
`;

export function missingFor(purpose: Purpose): readonly Need[] {
  return needs.filter((need) => need.for.includes(purpose) && !need.isMet());
}

/** Without being asked for it only as root on Debian and its kin: a container, most of the time. */
export function mayInstall(asked: boolean): boolean {
  return existsSync("/etc/debian_version") && (asked || process.getuid?.() === 0);
}

/** What to type to get them. */
export function installCommand(missing: readonly Need[]): string {
  const environments = missing.flatMap(({ python }) => python ?? []);
  return [
    `sudo apt-get install ${packagesOf(missing).join(" ")}`,
    ...environments.map(
      ({ folder, packages }) => `python3 -m venv ${folder} && ${folder}/bin/pip install '${packages.join("' '")}'`,
    ),
  ].join(" && ");
}

/** Shows what apt says. Returns false if it failed. */
export function install(missing: readonly Need[]): boolean {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "--preserve-env=DEBIAN_FRONTEND"];
  return (
    run([...sudo, "apt-get", "update", "-q"]) &&
    run([...sudo, "sh", "-c", installWithoutStarting, "install", ...packagesOf(missing)]) &&
    missing.every(({ python }) => python === undefined || makeEnvironment(python))
  );
}

function makeEnvironment({ folder, packages }: NonNullable<Need["python"]>): boolean {
  return (
    run(["python3", "-m", "venv", folder]) &&
    run([join(folder, "bin/pip"), "install", "--quiet", "--disable-pip-version-check", ...packages])
  );
}

function packagesOf(missing: readonly Need[]): readonly string[] {
  return missing.flatMap(({ debianPackages }) => debianPackages);
}

function run([program = "", ...args]: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(program, args, { stdio: ["ignore", 2, 2], env }).status === 0;
}

function answers(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

function python(code: string, program = "python3"): boolean {
  return spawnSync(program, ["-c", code], { stdio: "ignore" }).status === 0;
}
