/** What every archive refuses, in the same words. */
import { type Digest, isDigest, TroupeError } from "@troupe/core";

export const defaultNamesLimit = 1000;

/** What was touched so recently need not be touched again. */
export const touchEveryMs = 60 * 60 * 1000;

const maxNameLength = 512;
const maxSegmentLength = 200;
/** Printable ASCII without what a file system or a URL could read as something else; a segment never begins with a dot. */
const segmentPattern = /^[A-Za-z0-9_[\]@+=,~-][A-Za-z0-9_[\]@+=,~.-]*$/;

/** A name is segments with "/" between them: it becomes a path, so nothing in it may climb out or hide. */
export function isArchiveName(name: string): boolean {
  if (name.length > maxNameLength) return false;
  return name.split("/").every((segment) => segment.length <= maxSegmentLength && segmentPattern.test(segment));
}

export function checkArchiveName(name: string): void {
  if (isArchiveName(name)) return;
  throw new TroupeError(`${JSON.stringify(name)} is no name of the archive.`, {
    code: "INVALID_NAME",
    reaction: "reject",
    problems: [
      {
        field: "name",
        message: `${JSON.stringify(name)} does not match the form segment/segment/…`,
        fix: `Use letters, digits and _ - . [ ] @ + = , ~ in segments of at most ${maxSegmentLength} characters that do not begin with a dot.`,
      },
    ],
  });
}

/** A digest becomes a path too, and may come from a stranger whatever its type says. */
export function checkDigest(digest: Digest): void {
  if (isDigest(digest)) return;
  throw new TroupeError(`${JSON.stringify(digest)} is no digest: expected sha256: and 64 hexadecimal digits.`, {
    code: "INVALID_DIGEST",
    reaction: "reject",
  });
}

export const archiveFailures = {
  notFound: (digest: Digest): TroupeError =>
    new TroupeError(`The archive has no object ${digest}.`, { code: "NOT_FOUND", reaction: "reject" }),
  digestMismatch: (expected: Digest, actual: Digest): TroupeError =>
    new TroupeError(`The content has digest ${actual}, not ${expected}; nothing was stored. Send it again.`, {
      code: "DIGEST_MISMATCH",
      reaction: "reject",
      details: { expected, actual },
    }),
  dataLoss: (digest: Digest): TroupeError =>
    new TroupeError(
      `The stored bytes of ${digest} are not what the digest says; they changed on disk. Restore the object from a copy.`,
      { code: "DATA_LOSS", reaction: "reject", details: { digest } },
    ),
  /** The stored bytes were found to be wrong while the right ones went by; another attempt stores them. */
  damagedCopy: (digest: Digest): TroupeError =>
    new TroupeError(`The stored bytes of ${digest} were damaged and have been removed. Send them again.`, {
      code: "DATA_LOSS",
      reaction: "retry",
      details: { digest },
    }),
} as const;
