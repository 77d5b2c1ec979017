/** Where the archive lies, as one URL: `file:///var/lib/troupe/archive` or `s3://bucket/prefix?endpoint=…&region=…`. */
import { fileURLToPath } from "node:url";
import { type Problem, TroupeError } from "@troupe/core";

export type ArchivePlace =
  | { readonly kind: "directory"; readonly path: string }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      /** "" or "some/where/": in front of every key. */
      readonly prefix: string;
      /** Of a store that is not Amazon's. */
      readonly endpoint: string | undefined;
      readonly region: string | undefined;
    };

const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const prefixPattern = /^(?:[A-Za-z0-9_=-][A-Za-z0-9._=-]*\/)*$/;
const parameters: readonly string[] = ["endpoint", "region"];

/** Credentials never stand in it: they come from the environment (`AWS_*`), a profile, or the machine's role. */
export function parseArchiveUrl(text: string): ArchivePlace {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "file:") return directory(url, text);
  if (url?.protocol === "s3:") return bucket(url, text);
  throw refusal(text, "is neither a file: nor an s3: URL", "Write file:///path/to/archive or s3://bucket/prefix.");
}

function directory(url: URL, text: string): ArchivePlace {
  if (url.hostname !== "" || url.search !== "" || url.hash !== "" || url.pathname === "/")
    throw refusal(text, "is no directory of this machine", "Write file:// and an absolute path: file:///srv/troupe.");
  return { kind: "directory", path: fileURLToPath(url) };
}

function bucket(url: URL, text: string): ArchivePlace {
  if (url.username !== "" || url.password !== "")
    throw refusal(withoutSecret(url), "holds credentials", "Give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
  if (!bucketPattern.test(url.host))
    throw refusal(text, "names no bucket", "Write s3://bucket/prefix, with a bucket name of S3's form.");
  const path = url.pathname.replace(/^\//, "");
  const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
  if (!prefixPattern.test(prefix))
    throw refusal(text, "has a prefix that is none", "Use letters, digits and _ - . = with / between them.");
  const unknown = [...url.searchParams.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined)
    throw refusal(text, `has a parameter "${unknown}" that means nothing`, `There are ${parameters.join(" and ")}.`);
  return {
    kind: "s3",
    bucket: url.host,
    prefix,
    endpoint: endpointOf(url, text),
    region: url.searchParams.get("region") ?? undefined,
  };
}

function endpointOf(url: URL, text: string): string | undefined {
  const endpoint = url.searchParams.get("endpoint");
  if (endpoint === null) return undefined;
  const parsed = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (parsed === undefined || !["http:", "https:"].includes(parsed.protocol) || parsed.username !== "")
    throw refusal(text, "has an endpoint that is no http: or https: URL", "Write endpoint=http://127.0.0.1:9000.");
  return endpoint;
}

function withoutSecret(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  return shown.href;
}

function refusal(text: string, what: string, fix: string): TroupeError {
  const problem: Problem = { field: "archive", message: `"${text}" ${what}`, fix };
  return new TroupeError(`archive: ${problem.message}. ${fix}`, {
    code: "INVALID_SETTING",
    reaction: "fatal",
    problems: [problem],
  });
}
