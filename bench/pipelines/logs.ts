import { command, pipeline, text, z } from "@troupe/sdk";

/** Numbered lines, as wide as they are told to be. `seq` makes three million of them a second. */
const write = command("write", {
  input: { lines: z.int(), digits: z.int() },
  run: ({ lines, digits }) => ["seq", "-f", text`%0${digits}.0f`, "1", lines],
});

export default pipeline("logs", { params: { lines: z.int(), digits: z.int() } }, ({ params }) => {
  write({ lines: params.lines, digits: params.digits });
});
