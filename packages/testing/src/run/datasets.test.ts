/** Pipelines that publish and read datasets, in memory. */
import { dataset, gate, group, gte, map, pipeline, publish, read, task, waitFor, when, z } from "@troupe/sdk";
import { describe, expect, it } from "vitest";
import { revision, run } from "../index.ts";

const Model = z.object({ accuracy: z.number() });
const models = dataset("churn/models", z.array(Model));
const champion = dataset("churn/champion", Model);

const fit = task("fit", { input: { accuracy: z.number() }, output: Model }, ({ accuracy }) => ({ accuracy }));
const refit = task("refit", { input: { champion: Model }, output: Model }, ({ champion: { accuracy } }) => ({
  accuracy: accuracy + 0.1,
}));

describe("a pipeline that publishes", () => {
  const training = pipeline("training", { params: { accuracy: z.number() } }, ({ params }) => {
    const fitted = map([0.1, 0.2], (accuracy) => fit({ accuracy }));
    publish(models, fitted);
    const winner = group("final", () => {
      const last = fit({ accuracy: params.accuracy }, { id: "last" });
      gate("quality", last, {
        good: [gte(last.accuracy, 0.5), (passed) => publish(champion, passed)],
        otherwise: () => {},
      });
      return last;
    });
    return { winner };
  });

  it("publishes what it names, by its last value", async () => {
    const result = await run(training, { params: { accuracy: 0.9 } });
    expect(result.published).toEqual({
      "churn/models": [{ accuracy: 0.1 }, { accuracy: 0.2 }],
      "churn/champion": { accuracy: 0.9 },
    });
  });

  it("publishes nothing from an arm that is not taken", async () => {
    const result = await run(training, { params: { accuracy: 0.3 } });
    expect(Object.keys(result.published)).toEqual(["churn/models"]);
  });

  it("does not do so in the rounds of a map", () => {
    const wrong = () =>
      pipeline("wrong", () => {
        map([0.1], (accuracy) => {
          publish(champion, fit({ accuracy }));
        });
      });
    expect(wrong).toThrow(/publish\(churn\/champion\) stands inside .*publish what that map or loop yields, after it/s);
  });

  it("names one dataset with one schema", () => {
    const other = dataset("churn/champion", z.object({ loss: z.number() }));
    const wrong = () =>
      pipeline("wrong", () => {
        publish(champion, fit({ accuracy: 1 }));
        read(other);
      });
    expect(wrong).toThrow(/dataset\("churn\/champion"\).*two schemas/s);
  });
});

describe("a pipeline that reads", () => {
  const improving = pipeline("improving", { on: champion }, () => ({ better: refit({ champion: read(champion) }) }));
  const trying = pipeline("trying", () => ({
    better: when("known", read(champion, { optional: true }), (known) => refit({ champion: known })),
  }));

  it("is given the revision that a test leaves", async () => {
    const result = await run(improving, { datasets: [revision(champion, { accuracy: 0.5 })] });
    expect(result.outputs.better.accuracy).toBeCloseTo(0.6);
  });

  it("does without, if that is optional", async () => {
    expect((await run(trying)).outputs.better).toBeUndefined();
    const result = await run(trying, { datasets: [revision(champion, { accuracy: 0.1 })] });
    expect(result.outputs.better?.accuracy).toBeCloseTo(0.2);
    await expect(run(improving)).rejects.toMatchObject({ code: "DATASET_EMPTY" });
  });

  it("is told of a revision that it does not read, or that does not fit", async () => {
    await expect(run(improving, { datasets: [revision(models, [])] })).rejects.toThrow(
      "never calls read(churn/models)",
    );
    const wrong = revision(champion, { accuracy: "high" } as never);
    await expect(run(improving, { datasets: [wrong] })).rejects.toThrow(/the revision of churn\/champion/);
  });

  it("needs a default for each param, since a revision brings none", () => {
    const wrong = () =>
      pipeline("wrong", { params: { n: z.number() }, on: champion }, () => refit({ champion: read(champion) }));
    expect(wrong).toThrow(/params\.n.*give it a default/s);
  });
});

describe("a pipeline that waits for a revision", () => {
  const waiting = pipeline("waiting", { params: { seen: z.int() } }, ({ params }) => {
    const fresh = waitFor("fresh", { dataset: champion, newerThan: params.seen });
    return { revision: fresh.revision, better: refit({ champion: fresh.value }) };
  });
  const impatient = pipeline("impatient", () => {
    const fresh = waitFor("fresh", { dataset: champion, deadline: "1h", onTimeout: "go-on" });
    return { outcome: fresh.outcome };
  });

  it("goes on with the one that is there", async () => {
    const result = await run(waiting, { params: { seen: 0 }, datasets: [revision(champion, { accuracy: 0.5 })] });
    expect(result.outputs.better.accuracy).toBeCloseTo(0.6);
    expect(result.tookMs).toBe(0);
  });

  it("waits for one that comes later, in virtual time", async () => {
    const result = await run(waiting, {
      params: { seen: 2 },
      datasets: [
        revision(champion, { accuracy: 0.1 }),
        revision(champion, { accuracy: 0.2 }, { after: "1h" }),
        revision(champion, { accuracy: 0.3 }, { after: "3d" }),
      ],
    });
    expect(result.outputs).toMatchObject({ revision: 3, better: { accuracy: 0.4 } });
    expect(result.tookMs).toBeGreaterThanOrEqual(3 * 86_400_000);
    expect(result.tookMs).toBeLessThan(3 * 86_400_000 + 60_000);
  });

  it("stops waiting at its deadline, and says what is missing where it has none", async () => {
    const datasets = [revision(champion, { accuracy: 0.2 }, { after: "2h" })];
    expect((await run(impatient, { datasets })).outputs).toEqual({ outcome: "timed-out" });
    expect(
      (await run(impatient, { datasets: [revision(champion, { accuracy: 0.2 }, { after: "30m" })] })).outputs,
    ).toEqual({
      outcome: "ready",
    });
    await expect(run(waiting, { params: { seen: 0 } })).rejects.toThrow(/stands still: fresh waits for/);
  });

  it("is told of revisions that change nothing", async () => {
    const models2 = revision(models, []);
    await expect(run(impatient, { datasets: [models2] })).rejects.toThrow(
      "never calls read(churn/models), and never waits",
    );
    const reading = pipeline("reading", () => ({ now: refit({ champion: read(champion) }) }));
    const late = [revision(champion, { accuracy: 0.2 }, { after: "2h" })];
    await expect(run(reading, { datasets: late })).rejects.toThrow("never waits for churn/champion");
  });
});
