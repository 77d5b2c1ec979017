/** What the errors of an S3-compatible store mean to whoever called. Translated here once, by name and status. */
import { S3ServiceException } from "@aws-sdk/client-s3";
import { TroupeError } from "@troupe/core";

export interface S3Place {
  readonly bucket: string;
  /** As it is shown: the endpoint, or "Amazon S3". */
  readonly store: string;
}

const denials = new Set([
  "AccessDenied",
  "AccountProblem",
  "ExpiredToken",
  "InvalidAccessKeyId",
  "InvalidToken",
  "SignatureDoesNotMatch",
  // A gateway's own name for a key that it does not know.
  "XAdminUserNotFound",
]);

const absences = new Set(["NoSuchKey", "NotFound", "NoSuchUpload"]);
const fullNames = new Set(["InsufficientStorage", "QuotaExceeded", "XMinioStorageFull"]);

/** No such key. A missing bucket looks the same where the answer has no body, and is told apart when the archive opens. */
export function isAbsent(error: unknown): boolean {
  return error instanceof S3ServiceException && absences.has(error.name);
}

/** Nothing lies at or behind the offset. */
export function isBehindTheEnd(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416;
}

/** The bytes are not what their checksum says. */
export function isWrongChecksum(error: unknown): boolean {
  const names = ["BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch"];
  return error instanceof S3ServiceException && (names.includes(error.name) || error.$metadata.httpStatusCode === 400);
}

/** The error to throw in place of one of the store's; errors of ours are given back as they are. */
export function translateS3Error(error: unknown, { bucket, store }: S3Place): unknown {
  if (error instanceof TroupeError || !(error instanceof Error)) return error;
  const details = { bucket, store };
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (error.name === "CredentialsProviderError")
    return new TroupeError(
      `No credentials for the archive at ${store}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.`,
      { code: "ARCHIVE_DENIED", reaction: "fatal", details, cause: error },
    );
  if (denials.has(error.name) || status === 401 || status === 403)
    return new TroupeError(
      `${store} refuses our credentials for the bucket ${bucket} (${error.name}). Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do there.`,
      { code: "ARCHIVE_DENIED", reaction: "fatal", details, cause: error },
    );
  if (error.name === "NoSuchBucket")
    return new TroupeError(`${store} has no bucket ${bucket}. Make it, or name another one in the archive's URL.`, {
      code: "ARCHIVE_BUCKET_MISSING",
      reaction: "fatal",
      details,
      cause: error,
    });
  if (fullNames.has(error.name) || status === 507)
    return new TroupeError(`There is no space left in the bucket ${bucket}; nothing was written.`, {
      code: "STORE_FULL",
      reaction: "retry",
      details,
      cause: error,
    });
  if (status !== undefined && status < 500 && status !== 408 && status !== 429)
    return new TroupeError(`${store} refuses what the archive asked of it (${status} ${error.name}).`, {
      code: "ARCHIVE_REFUSED",
      reaction: "reject",
      details,
      cause: error,
    });
  return new TroupeError(`The archive at ${store} does not answer as it should (${status ?? error.name}).`, {
    code: "ARCHIVE_UNREACHABLE",
    reaction: "retry",
    details,
    cause: error,
  });
}
