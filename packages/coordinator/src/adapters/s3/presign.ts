/** Requests that somebody without credentials may send to the store, for a while. */
import * as s3 from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Digest } from "@troupe/core";
import type { Location } from "@troupe/engine";
import type { Bucket } from "./bucket.ts";
import { keysOf } from "./keys.ts";

const checksumHeader = "x-amz-checksum-sha256";

export async function presign(
  bucket: Bucket,
  digest: Digest,
  use: "read" | "write",
  expiresMs: number,
): Promise<Location> {
  const expiresIn = Math.max(1, Math.ceil(expiresMs / 1000));
  const target = bucket.at(keysOf(digest).object);
  return bucket.told(async () => {
    if (use === "read") {
      const url = await getSignedUrl(bucket.client, new s3.GetObjectCommand(target), { expiresIn });
      return { url, headers: {} };
    }
    const checksum = Buffer.from(digest.slice("sha256:".length), "hex").toString("base64");
    // SAFETY: signed as a header, so that no other bytes than these can be stored with this URL.
    const url = await getSignedUrl(bucket.client, new s3.PutObjectCommand({ ...target, ChecksumSHA256: checksum }), {
      expiresIn,
      unhoistableHeaders: new Set([checksumHeader]),
    });
    return { url, headers: { [checksumHeader]: checksum } };
  });
}
