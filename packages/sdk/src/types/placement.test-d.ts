/** Who goes first, and how many at once: what does not compile. */
import { pipeline, text, z } from "@troupe/sdk";
import { extract, train, validate } from "./steps.test-d.ts";

pipeline("placed", { params: { to: z.string(), tags: z.array(z.string()) }, weight: 3 }, ({ params }) => {
  const data = extract({}, { pool: "db", priority: 10, concurrency: { key: params.to, limit: 2 } });
  const sound = validate(data, { pool: { name: "db", slots: 2 }, concurrency: { key: text`check-${params.to}` } });
  const fit = train({ data: sound, trees: 3 }, { concurrency: { key: data.rows } });
  // @ts-expect-error a list is no key
  train({ data: sound, trees: 3 }, { id: "a", concurrency: { key: params.tags } });
  // @ts-expect-error an artifact is none either
  train({ data: sound, trees: 3 }, { id: "b", concurrency: { key: fit.model } });
  // @ts-expect-error nor is all that a step yields
  train({ data: sound, trees: 3 }, { id: "c", concurrency: { key: data } });
  // @ts-expect-error a key has a name of its own
  train({ data: sound, trees: 3 }, { id: "d", concurrency: { limit: 2 } });
  // @ts-expect-error a number of slots goes with the pool's name
  train({ data: sound, trees: 3 }, { id: "e", pool: 2 });
  // @ts-expect-error minutes, as a number
  train({ data: sound, trees: 3 }, { id: "f", priority: "1h" });
});

// @ts-expect-error of a run, or of a pipeline
pipeline("too-parallel", { maxParallel: { tasks: 3 } }, () => {});
// @ts-expect-error a weight is a number
pipeline("too-heavy", { weight: "high" }, () => {});
