/** Those who submit runs: again and again under the same request id, to whoever leads, until they are answered. */
import { TroupeError } from "@troupe/core";
import type { Engine } from "@troupe/engine";
import type { Simulation } from "./simulation.ts";
import { pipeline } from "./workload.ts";

const patienceMs = 3000;

/** Defines the pipeline; the simulation has begun when this resolves. */
export async function applyPipeline(simulation: Simulation): Promise<void> {
  const { digest } = await simulation.servers.archive.put(Buffer.from("code"));
  await insist(simulation, (engine) => engine.pipelines.apply(pipeline, digest));
}

/** The id of the run. */
export async function submit(simulation: Simulation, requestId: string, start: number): Promise<string> {
  const request = { pipeline: pipeline.name, params: { start }, requestId };
  const { header } = await insist(simulation, (engine) => engine.runs.create(request));
  simulation.judge.replied(requestId, header.runId);
  return header.runId;
}

/** A run that has ended by itself meanwhile needs no end. */
export async function cancel(simulation: Simulation, runId: string): Promise<void> {
  await insist(simulation, (engine) =>
    engine.runs.cancel(runId, "enough").catch((error: unknown) => {
      if (!(error instanceof TroupeError) || error.code !== "RUN_ENDED") throw error;
    }),
  );
}

/** Asks until somebody answers. The dead do not, and what those say who lead no more is no answer. */
export async function insist<Answer>(
  simulation: Simulation,
  question: (engine: Engine) => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const answer = await ask(simulation, question);
    if (answer !== undefined) return answer.value;
    await simulation.pass(250);
  }
}

async function ask<Answer>(
  simulation: Simulation,
  question: (engine: Engine) => Promise<Answer>,
): Promise<{ readonly value: Answer } | undefined> {
  const { network, clock } = simulation;
  const coordinator = simulation.leading();
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly value: Answer } | undefined>();
  clock.after(patienceMs, () => resolve(undefined));
  const answered = (answer: { readonly value: Answer } | undefined): void => {
    if (coordinator !== undefined && !coordinator.clock.isDead) clock.after(network.delay(), () => resolve(answer));
  };
  const { engine } = coordinator ?? {};
  if (engine === undefined) resolve(undefined);
  else
    question(engine).then(
      (value) => answered({ value }),
      (error) => {
        // What is wrong with the question stays wrong.
        if (error instanceof TroupeError && error.reaction !== "reject") answered(undefined);
        else reject(error);
      },
    );
  return promise;
}
