/** The command of this repository, and the pipelines made for tests. */
import { join } from "node:path";
import { TroupeServer, type TroupeServerOptions, type Workbench } from "@troupe/testing/process";

const root = join(import.meta.dirname, "../../..");

export const main = join(root, "packages/cli/src/main.ts");

export function fixture(name: string): string {
  return join(root, "test/fixtures/pipelines", name, "pipeline.ts");
}

export function startServer(bench: Workbench, options: Omit<TroupeServerOptions, "main"> = {}): Promise<TroupeServer> {
  return TroupeServer.start(bench, { main, ...options });
}

/** Applies a fixture, and says so if it does not work. */
export async function apply(server: TroupeServer, name: string): Promise<void> {
  const { code, stderr } = await server.troupe("apply", fixture(name));
  if (code !== 0) throw new Error(`${name} cannot be applied: ${stderr}`);
}
