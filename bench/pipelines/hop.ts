import { pipeline, type Ref, task, z } from "@troupe/sdk";

const Span = z.object({ began: z.number(), ended: z.number() });

/** Milliseconds since the epoch, finer than Date.now(). */
const now = () => performance.timeOrigin + performance.now();

const link = task("link", { input: { previous: Span }, output: Span }, () => {
  const began = now();
  return { began, ended: now() };
});

export default pipeline("hop", () => {
  let last: Ref<z.infer<typeof Span>> = link({ previous: { began: 0, ended: 0 } }, { id: "link-0" });
  for (let index = 1; index < 200; index += 1) last = link({ previous: last }, { id: `link-${index}` });
});
