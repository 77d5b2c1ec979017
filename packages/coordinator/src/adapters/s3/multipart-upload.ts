/**
 * A stream of unknown length into an object, in parts: while one part is on its way the next is gathered, so memory
 * holds two. Nothing is seen of the object before `complete`.
 */
import * as s3 from "@aws-sdk/client-s3";
import { TroupeError } from "@troupe/core";
import { type Bucket, checksumOf } from "./bucket.ts";

/** A store takes 10,000 parts. Growing so, from 8 MiB to 160, they hold 820 GiB, and what is short costs little memory. */
const firstPartBytes = 8 * 1024 * 1024;
const growEvery = 500;

export function partBytes(index: number): number {
  return firstPartBytes * (1 + Math.floor(index / growEvery));
}

export class MultipartUpload {
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #target: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined };
  readonly #parts: s3.CompletedPart[] = [];
  #onItsWay: Promise<void> = Promise.resolve();

  private constructor(bucket: Bucket, key: string, UploadId: string | undefined) {
    this.#bucket = bucket;
    this.#key = key;
    this.#target = { ...bucket.at(key), UploadId };
  }

  static async begin(bucket: Bucket, key: string): Promise<MultipartUpload> {
    const { UploadId } = await bucket.told(() =>
      bucket.client.send(new s3.CreateMultipartUploadCommand({ ...bucket.at(key), ChecksumAlgorithm: "SHA256" })),
    );
    return new MultipartUpload(bucket, key, UploadId);
  }

  /** How large the next part should be. Only the last one may be smaller. */
  get nextPartBytes(): number {
    return partBytes(this.#parts.length);
  }

  /** Waits until the part before is there, and sends this one. */
  async add(bytes: Uint8Array): Promise<void> {
    await this.#onItsWay;
    const PartNumber = this.#parts.length + 1;
    const part: s3.CompletedPart = { PartNumber };
    this.#parts.push(part);
    this.#onItsWay = this.#send(part, bytes);
    // Whoever adds the next part, or completes, hears of it.
    this.#onItsWay.catch(() => undefined);
  }

  async complete(): Promise<void> {
    await this.#onItsWay;
    const { client } = this.#bucket;
    const MultipartUpload = { Parts: this.#parts };
    const done = await this.#bucket.ifThere(() =>
      client.send(new s3.CompleteMultipartUploadCommand({ ...this.#target, MultipartUpload })),
    );
    // Asked again because its answer was lost, the store knows the upload no more: then the object is there.
    if (done === undefined && (await this.#bucket.head(this.#key)) === undefined) throw uploadVanished(this.#key);
  }

  /** Leaves nothing behind; where the store cannot be reached, for the sweep. */
  async abort(): Promise<void> {
    await this.#onItsWay.catch(() => undefined);
    await this.#bucket.client.send(new s3.AbortMultipartUploadCommand(this.#target)).catch(() => undefined);
  }

  async #send(part: s3.CompletedPart, Body: Uint8Array): Promise<void> {
    const { PartNumber } = part;
    const request = { ...this.#target, PartNumber, Body, ChecksumSHA256: checksumOf(Body) };
    const sent = await this.#bucket.told(() => this.#bucket.client.send(new s3.UploadPartCommand(request)));
    part.ETag = sent.ETag;
    if (sent.ChecksumSHA256 !== undefined) part.ChecksumSHA256 = sent.ChecksumSHA256;
  }
}

function uploadVanished(key: string): TroupeError {
  return new TroupeError(`The archive's store has forgotten the upload of ${key}; nothing was stored. Send it again.`, {
    code: "ARCHIVE_UNREACHABLE",
    reaction: "retry",
  });
}
