import { command, pipeline, text, z } from "@troupe/sdk";

/** Ten lines ten times a second, as a training that reports each batch, until it is ended. */
const train = command("train", {
  input: { lines: z.int() },
  run: ({ lines }) => [
    "sh",
    "-c",
    'n=0; while [ "$n" -lt "$1" ]; do n=$((n + 10)); printf "batch %s of an epoch: loss 0.1234, accuracy 0.9876, 512 samples\\n" ' +
      '"$n" "$n" "$n" "$n" "$n" "$n" "$n" "$n" "$n" "$n"; sleep 0.1; done',
    "train",
    text`${lines}`,
  ],
});

export default pipeline("watched", { params: { lines: z.int() } }, ({ params }) => {
  train({ lines: params.lines });
});
