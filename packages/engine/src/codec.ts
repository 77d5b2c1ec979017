/**
 * Records as bytes: a version byte, then msgpack. What comes back is `unknown`: whoever reads a record checks its shape.
 *
 * Never hash the bytes: msgpack is not canonical, and the same record may be written in two ways.
 */
import { TroupeError } from "@troupe/core";
import { Packr } from "msgpackr";

const formatVersion = 1;

// Shared structures would make a record unreadable without the ones before it. Integers above 2^53 come back as
// numbers, as they went in: nothing of ours is a BigInt.
const packr = new Packr({ useRecords: false, int64AsType: "number" });

/** msgpackr's RESERVE_START_SPACE with one byte: the version goes there without copying the record. */
const reserveVersionByte = 2048 + 1;

export function encode(value: unknown): Uint8Array {
  const bytes = packr.pack(value, reserveVersionByte);
  bytes[0] = formatVersion;
  return bytes;
}

export function decode(bytes: Uint8Array): unknown {
  const version = bytes[0];
  if (version !== formatVersion) throw unknownVersion(version);
  try {
    return packr.unpack(bytes, { start: 1 });
  } catch (cause) {
    throw new TroupeError(`A stored record of ${bytes.length} bytes cannot be decoded; it was cut short or changed.`, {
      code: "DATA_CORRUPT",
      reaction: "fatal",
      cause,
    });
  }
}

function unknownVersion(version: number | undefined): TroupeError {
  if (version !== undefined && version > formatVersion) {
    return new TroupeError(
      `A stored record has format ${version}, and this Troupe knows formats up to ${formatVersion}. Start the newer Troupe that wrote it.`,
      { code: "DATA_DIRECTORY_NEWER", reaction: "fatal" },
    );
  }
  return new TroupeError(`A stored record begins with ${version ?? "nothing"}, which is no format of ours.`, {
    code: "DATA_CORRUPT",
    reaction: "fatal",
  });
}
