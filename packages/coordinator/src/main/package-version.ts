import { readFileSync } from "node:fs";

/** Of this package, from sources and when installed: both lie two folders below it. */
export const packageVersion: string = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;
