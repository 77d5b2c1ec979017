import { fileURLToPath } from "node:url";
import type { Options } from "@grpc/proto-loader";

/** The folder that holds `troupe/v1/*.proto` and `google/rpc/*.proto`. */
export const protoRoot = fileURLToPath(new URL("..", import.meta.url));

/** How messages look in JavaScript. The generated types were made with the same options (proto/generate.ts). */
export const loaderOptions = {
  longs: Number,
  enums: String,
  bytes: Buffer,
  defaults: true,
  oneofs: true,
  includeDirs: [protoRoot],
} satisfies Options;
