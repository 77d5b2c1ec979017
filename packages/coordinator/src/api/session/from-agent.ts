/** What an agent says over its session, handed to the engine. */
import type { AgentSession } from "@troupe/engine";
import type { AgentMessage__Output, Beat__Output } from "@troupe/proto";
import { noteOf } from "../messages/attempt-note.ts";
import { invalidArgument } from "../request-check.ts";
import { attemptKeyOf } from "./attempt-key.ts";
import { outcomeOf } from "./attempt-outcome.ts";
import { toDevice } from "./hello.ts";

/** Answers false once the agent has said goodbye. Messages of a kind that this version does not know are skipped. */
export function deliver(session: AgentSession, message: AgentMessage__Output): boolean {
  return message.batch
    ? message.batch.messages.every((each) => deliverOne(session, each))
    : deliverOne(session, message);
}

function deliverOne(session: AgentSession, { message: kind, ...message }: AgentMessage__Output): boolean {
  if (message.beat) session.beat(beatOf(message.beat));
  else if (message.claim) session.claim(attemptKeyOf("claim.key", message.claim.key), message.claim.term);
  else if (message.running)
    session.running(attemptKeyOf("running.key", message.running.key), message.running.startedAtMs);
  else if (message.result) {
    const { outcome, outputDigest } = outcomeOf(message.result);
    session.result(attemptKeyOf("result.key", message.result.key), outcome, outputDigest);
  } else if (message.decline) session.decline(attemptKeyOf("decline.key", message.decline.key), message.decline.reason);
  else if (message.note) session.note(attemptKeyOf("note.key", message.note.key), noteOf(message.note));
  else if (message.devicesChanged) session.devices(message.devicesChanged.devices.map(toDevice));
  else if (message.goodbye) session.goodbye(message.goodbye.reason);
  else if (message.hello)
    throw invalidArgument([{ field: "message", message: "is a second hello", fix: "Open a new session." }]);
  else if (message.batch)
    throw invalidArgument([{ field: "message", message: "is a batch in a batch", fix: "Send one after the other." }]);
  return kind !== "goodbye";
}

function beatOf(beat: Beat__Output): Parameters<AgentSession["beat"]>[0] {
  const { sequence, nonces, cpu, memory, memoryTotalBytes, devices, running } = beat;
  const memoryBytes = Math.round(memory * memoryTotalBytes);
  return { sequence, nonces, running, usage: { cpu, memoryBytes, memoryTotalBytes, devices } };
}
