/** Python with grpcio-tools and grpcio-reflection, which `scripts/setup.ts` puts into an environment of its own. */
import { existsSync } from "node:fs";
import { join } from "node:path";

export const pythonWithGrpc = join(import.meta.dirname, "../../../../.cache/python-grpc/bin/python");

/** As `absentPrograms`: empty where it is to be had, and in CI. */
export function absentPythonGrpc(): readonly string[] {
  return process.env.CI || existsSync(pythonWithGrpc) ? [] : ["python with grpcio-tools"];
}
