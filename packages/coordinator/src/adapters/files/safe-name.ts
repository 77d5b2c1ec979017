/**
 * File names for names that come from users. Different names give different files, also where the file system does not
 * tell capitals from small letters; none of them is special or too long.
 */
import { createHash } from "node:crypto";

const maxLength = 160;
const hashLength = 32;

export function safeName(name: string): string {
  const escaped = name.replaceAll(/[^a-z0-9_[\]-]/gu, percentEncode);
  if (escaped.length <= maxLength) return escaped;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, hashLength);
  // Every escape is "%" and hexadecimal digits, so "%~" stands in no name that was short enough.
  return `${escaped.slice(0, maxLength - hashLength - 2)}%~${hash}`;
}

function percentEncode(character: string): string {
  return Buffer.from(character, "utf8").reduce((text, byte) => `${text}%${byte.toString(16).padStart(2, "0")}`, "");
}
