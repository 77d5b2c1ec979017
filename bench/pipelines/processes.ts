import { availableParallelism } from "node:os";
import { command, map, pipeline, z } from "@troupe/sdk";

/** Each asks for an eighth of a core, so that 8 run at a time for each core of this machine. */
const nothing = command("nothing", {
  input: { index: z.int() },
  resources: { cpus: 0.125 },
  run: () => ["/bin/true"],
});

export const processesAtOnce = 8 * availableParallelism();

export default pipeline("processes", { params: { items: z.array(z.int()) } }, ({ params }) => {
  map(params.items, (index) => nothing({ index }));
});
