/** Opens a bucket: proves that it is there and that we may read and write, and sweeps what the dead left behind. */
import * as s3 from "@aws-sdk/client-s3";
import { TroupeError } from "@troupe/core";
import { Bucket, checksumOf } from "./bucket.ts";
import { temporaryPrefix } from "./keys.ts";
import { isWrongChecksum } from "./s3-errors.ts";

export interface S3Settings {
  readonly bucket: string;
  /** "" or ends with "/". */
  readonly prefix: string;
  /** Of a store that is not Amazon's. */
  readonly endpoint: string | undefined;
  /** Default: AWS_REGION or the profile's; "us-east-1" for another store than Amazon's, which mostly ignores it. */
  readonly region: string | undefined;
  /** Default: the standard chain, beginning with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly patience?: Partial<Patience>;
}

export interface Patience {
  readonly connectMs: number;
  /** From the first byte of a request to the first of its answer. */
  readonly answerMs: number;
  /** Between two pieces of an answer; a slow reader of ours counts too. */
  readonly idleMs: number;
  /** Requests are sent so many times at most, with growing pauses. */
  readonly attempts: number;
}

const defaultPatience: Patience = { connectMs: 3000, answerMs: 60_000, idleMs: 60_000, attempts: 4 };
const abandonedAfterMs = 24 * 60 * 60 * 1000;
const sockets = 64;

export async function openBucket(
  settings: S3Settings,
): Promise<{ readonly bucket: Bucket; readonly checksChecksums: boolean }> {
  const bucket = new Bucket({
    client: clientOf(settings),
    bucket: settings.bucket,
    prefix: settings.prefix,
    store: settings.endpoint ?? "Amazon S3",
  });
  try {
    const checksChecksums = await prove(bucket);
    await sweep(bucket);
    return { bucket, checksChecksums };
  } catch (error) {
    bucket.client.destroy();
    throw error;
  }
}

/** Answers whether the store refuses bytes that are not what their checksum says. */
async function prove(bucket: Bucket): Promise<boolean> {
  // Listing first: of all requests only its answer tells a missing bucket from a missing key everywhere.
  await bucket.list("", undefined, 1);
  const probe = `probe/${crypto.randomUUID()}`;
  await bucket.put(probe, Buffer.from("probe"));
  const checksChecksums = await refusesWrongBytes(bucket, probe);
  await bucket.remove(probe);
  return checksChecksums;
}

function clientOf({ endpoint, region, credentials, patience }: S3Settings): s3.S3Client {
  const { connectMs, answerMs, idleMs, attempts } = { ...defaultPatience, ...patience };
  const place = endpoint === undefined ? {} : { endpoint, forcePathStyle: true };
  const known = region ?? process.env.AWS_REGION ?? (endpoint === undefined ? undefined : "us-east-1");
  return new s3.S3Client({
    ...place,
    ...(known === undefined ? {} : { region: known }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: attempts,
    // We send a SHA-256 with all that we send, and hash all that we read.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      socketTimeout: idleMs,
      httpAgent: { keepAlive: true, maxSockets: sockets },
      httpsAgent: { keepAlive: true, maxSockets: sockets },
    },
  });
}

/** Some stores take a checksum and do not look at it: to such a one nobody else may write. */
async function refusesWrongBytes(bucket: Bucket, key: string): Promise<boolean> {
  const ChecksumSHA256 = checksumOf(Buffer.from("other bytes"));
  const request = new s3.PutObjectCommand({ ...bucket.at(key), Body: Buffer.from("probe"), ChecksumSHA256 });
  try {
    await bucket.told(() => bucket.client.send(request));
    return false;
  } catch (error) {
    if (error instanceof TroupeError && isWrongChecksum(error.cause)) return true;
    throw error;
  }
}

/** A writer that has not finished after a day is dead. */
async function sweep(bucket: Bucket): Promise<void> {
  const before = Date.now() - abandonedAfterMs;
  for (const { key, changedAt } of await bucket.list(temporaryPrefix, undefined, 1000))
    if (changedAt < before) await bucket.remove(key);
  const { Bucket: name, Key: Prefix } = bucket.at("");
  const uploads = await bucket.told(() =>
    bucket.client.send(new s3.ListMultipartUploadsCommand({ Bucket: name, Prefix })),
  );
  for (const { Key, UploadId, Initiated } of uploads.Uploads ?? []) {
    if (Initiated === undefined || Initiated.getTime() > before) continue;
    await bucket.ifThere(() => bucket.client.send(new s3.AbortMultipartUploadCommand({ Bucket: name, Key, UploadId })));
  }
}
