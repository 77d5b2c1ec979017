/** Takes the lead, and answers with an engine that is ready for agents and callers. */
import type { Engine } from "./engine.ts";
import { LedEngine } from "./leading/led-engine.ts";
import type { EngineOptions } from "./options.ts";

/** Waits until it leads, resumes every live run, and answers when it is ready for agents and callers. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const lease = await options.leadership.lead(options.signal ?? new AbortController().signal);
  const engine = new LedEngine(options, lease);
  try {
    await engine.start();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
}
