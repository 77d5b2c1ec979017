/** What a coordinator of a cluster needs, and what means nothing to one that is alone. */
import type { Problem } from "@troupe/core";
import { type SettingName, type Settings, settings } from "./settings.ts";

/** Only together with `etcd`. */
const ofClusters = ["etcdCa", "nats", "natsCa", "natsCert", "natsKey", "natsCreds", "archive"] as const;
const required = {
  nats: "name the servers of NATS, like nats://10.0.0.1:4222",
  archive: "name the archive that the coordinators share, like s3://bucket/prefix or file:///shared/troupe",
} as const;
/** Neither is of use without the other. */
const pairs = [
  ["tlsCert", "tlsKey"],
  ["etcdCert", "etcdKey"],
  ["natsCert", "natsKey"],
] as const;

export function clusterProblems(given: Settings): readonly Problem[] {
  const halves = pairs.flatMap(([one, other]) =>
    (given[one] === null) === (given[other] === null)
      ? []
      : [
          problem(
            given[one] === null ? one : other,
            "is missing",
            `Give certificate and key together: ${flag(one)} and ${flag(other)}.`,
          ),
        ],
  );
  const wrong = [...halves, ...withoutTls(given)];
  if (given.etcd === null) return [...wrong, ...lonely(given)];
  const missing = (Object.keys(required) as (keyof typeof required)[]).filter((name) => given[name] === null);
  return [
    ...wrong,
    ...missing.map((name) => problem(name, "is missing", `With ${flag("etcd")}, ${required[name]}: ${flag(name)}.`)),
    ...unreachable(given),
  ];
}

/** SAFETY: who asks for certificates must not get a server that asks for none. */
function withoutTls(given: Settings): readonly Problem[] {
  if (given.tlsCert !== null || given.tlsKey !== null) return [];
  return (["tlsCa", "tlsClientCa"] as const)
    .filter((name) => given[name] !== null)
    .map((name) =>
      problem(
        name,
        `goes with ${flag("tlsCert")}`,
        `Give ${flag("tlsCert")} and ${flag("tlsKey")} too, or leave ${flag(name)} out.`,
      ),
    );
}

function lonely(given: Settings): readonly Problem[] {
  return ofClusters
    .filter((name) => given[name] !== null)
    .map((name) =>
      problem(name, `goes with ${flag("etcd")}`, `Name the members of etcd too, or leave ${flag(name)} out.`),
    );
}

/** An address to listen on that means every address of this machine is none that others can go to. */
function unreachable({ address, advertise }: Settings): readonly Problem[] {
  if (advertise !== null || !["0.0.0.0", "::"].includes(address.host)) return [];
  return [
    problem(
      "advertise",
      "is missing",
      `Others cannot go to ${address.host}: say where they reach it with ${flag("advertise")} HOST:PORT.`,
    ),
  ];
}

function problem(name: SettingName, message: string, fix: string): Problem {
  return { field: flag(name), message, fix };
}

function flag(name: SettingName): string {
  return `--${settings[name].key}`;
}
