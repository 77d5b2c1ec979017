/** A bucket below a prefix: bytes by key, with the store's errors translated. What is written is durable when it answers. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import * as s3 from "@aws-sdk/client-s3";
import { isAbsent, isBehindTheEnd, type S3Place, translateS3Error } from "./s3-errors.ts";

export interface BucketOptions {
  readonly client: s3.S3Client;
  readonly bucket: string;
  /** "" or ends with "/". */
  readonly prefix: string;
  /** As it is shown in messages. */
  readonly store: string;
}

export interface Entry {
  readonly key: string;
  readonly size: number;
  readonly changedAt: number;
}

/** A single copy may take so much; what is larger is copied in parts, each well within a request's time. */
const partBytes = 512 * 1024 * 1024;
const pageLimit = 1000;

export class Bucket {
  readonly client: s3.S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #place: S3Place;

  constructor({ client, bucket, prefix, store }: BucketOptions) {
    this.client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#place = { bucket, store };
  }

  /** The bucket and the whole key, as every request names them. */
  at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  /** The store checks that the bytes it got are these. */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.told(() =>
      this.client.send(new s3.PutObjectCommand({ ...this.at(key), Body: bytes, ChecksumSHA256: checksumOf(bytes) })),
    );
  }

  /** Undefined if there is none. */
  async head(key: string): Promise<Entry | undefined> {
    const found = await this.ifThere(() => this.client.send(new s3.HeadObjectCommand(this.at(key))));
    if (found === undefined) return undefined;
    return { key, size: found.ContentLength ?? 0, changedAt: found.LastModified?.getTime() ?? 0 };
  }

  /** Undefined if there is none; null if nothing lies behind the offset. */
  async get(key: string, offset = 0): Promise<Readable | null | undefined> {
    const range = offset === 0 ? {} : { Range: `bytes=${offset}-` };
    try {
      const found = await this.ifThere(() => this.client.send(new s3.GetObjectCommand({ ...this.at(key), ...range })));
      return found?.Body as Readable | undefined;
    } catch (error) {
      if (isBehindTheEnd((error as Error).cause)) return null;
      throw error;
    }
  }

  /** A small object, whole. */
  async text(key: string): Promise<string | undefined> {
    const found = await this.get(key);
    if (found === undefined || found === null) return undefined;
    return this.told(async () => Buffer.concat(await found.toArray()).toString("utf8"));
  }

  /** What is not there is no error. */
  async remove(key: string): Promise<void> {
    await this.told(() => this.client.send(new s3.DeleteObjectCommand(this.at(key))));
  }

  /** In order of keys, after `after` (exclusive). */
  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly Entry[]> {
    const found = await this.told(() =>
      this.client.send(
        new s3.ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: this.#prefix + prefix,
          MaxKeys: Math.min(limit, pageLimit),
          ...(after === undefined ? {} : { StartAfter: this.#prefix + after }),
        }),
      ),
    );
    return (found.Contents ?? []).map(({ Key = "", Size = 0, LastModified }) => ({
      key: Key.slice(this.#prefix.length),
      size: Size,
      changedAt: LastModified?.getTime() ?? 0,
    }));
  }

  /** Inside the store. False if the source is not there. */
  async copy(from: string, to: string): Promise<boolean> {
    const source = await this.head(from);
    if (source === undefined) return false;
    const CopySource = `${this.#bucket}/${encodeURI(this.#prefix + from)}`;
    if (source.size > partBytes) return this.#copyInParts(CopySource, to, source.size);
    const copied = await this.ifThere(() =>
      this.client.send(new s3.CopyObjectCommand({ ...this.at(to), CopySource, MetadataDirective: "REPLACE" })),
    );
    return copied !== undefined;
  }

  translate(error: unknown): unknown {
    return translateS3Error(error, this.#place);
  }

  /** Does what the body does, with the store's errors translated. */
  async told<Result>(body: () => Promise<Result>): Promise<Result> {
    try {
      return await body();
    } catch (error) {
      throw this.translate(error);
    }
  }

  /** As `told`, with undefined in place of what is not there. */
  async ifThere<Result>(body: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await body();
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw this.translate(error);
    }
  }

  async #copyInParts(CopySource: string, to: string, size: number): Promise<boolean> {
    const key = this.at(to);
    const copied = await this.ifThere(async () => {
      const { UploadId } = await this.client.send(new s3.CreateMultipartUploadCommand(key));
      try {
        const Parts: s3.CompletedPart[] = [];
        for (let from = 0; from < size; from += partBytes) {
          const PartNumber = Parts.length + 1;
          const CopySourceRange = `bytes=${from}-${Math.min(size, from + partBytes) - 1}`;
          const { CopyPartResult } = await this.client.send(
            new s3.UploadPartCopyCommand({ ...key, UploadId, PartNumber, CopySource, CopySourceRange }),
          );
          Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
        }
        await this.client.send(new s3.CompleteMultipartUploadCommand({ ...key, UploadId, MultipartUpload: { Parts } }));
        return true;
      } catch (error) {
        // What cannot be aborted now is swept a day later.
        await this.client.send(new s3.AbortMultipartUploadCommand({ ...key, UploadId })).catch(() => undefined);
        throw error;
      }
    });
    return copied !== undefined;
  }
}

export function checksumOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}
