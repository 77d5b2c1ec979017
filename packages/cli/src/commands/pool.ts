/** troupe pool set, troupe pool delete, troupe get pools. */
import type { Pool } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { type OutputFormat, printList } from "../output-format.ts";
import type { Style } from "../render/style.ts";
import type { Column } from "../render/table.ts";
import { oneLine } from "../render/text.ts";

export interface SetPoolOptions extends ConnectionOptions {
  readonly slots: number;
  readonly description?: string;
}

export async function setPool({ terminal }: Context, name: string, options: SetPoolOptions): Promise<void> {
  const { slots, description } = options;
  const pool = await withClient(options, (client) =>
    client.setPool(name, slots, description === undefined ? {} : { description }),
  );
  const held = pool.used === null ? "" : terminal.style.dim(`  ${pool.used} held, ${pool.waiting ?? 0} tasks wait`);
  terminal.say(`pool ${terminal.style.bold(pool.name)}  ${pool.slots} slots${held}`);
}

export async function deletePool({ terminal }: Context, name: string, options: ConnectionOptions): Promise<void> {
  await withClient(options, (client) => client.deletePool(name));
  terminal.say(`pool ${terminal.style.bold(name)} is gone`);
}

export async function getPools(
  { terminal }: Context,
  options: ConnectionOptions & { readonly output?: OutputFormat },
): Promise<void> {
  const items = await withClient(options, (client) => client.pools());
  const none = "there is no pool; make one with: troupe pool set NAME --slots NUMBER";
  printList(terminal, options.output, {
    items,
    columns: poolColumns(terminal.dataStyle),
    name: ({ name }) => name,
    none,
  });
}

function poolColumns(style: Style): readonly Column<Pool>[] {
  return [
    { title: "POOL", cell: ({ name }) => style.bold(name) },
    { title: "SLOTS", cell: ({ slots }) => String(slots), align: "right" },
    { title: "HELD", cell: ({ used }) => (used === null ? "?" : String(used)), align: "right" },
    { title: "WAITING", cell: ({ waiting }) => (waiting === null ? "?" : String(waiting)), align: "right" },
    { title: "DESCRIPTION", cell: ({ description }) => oneLine(description) },
  ];
}
