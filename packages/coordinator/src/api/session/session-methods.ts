/** SessionService: what agents speak. */
import { TroupeError } from "@troupe/core";
import { type AgentSession, type Archive, type Faces, notLeader } from "@troupe/engine";
import type { AgentMessage__Output, CoordinatorMessage, TelemetryAck, TelemetryBatch__Output } from "@troupe/proto";
import type { CallContext } from "../call-context.ts";
import { deliver } from "./from-agent.ts";
import { helloOf } from "./hello.ts";
import { inOrder } from "./in-order.ts";
import { Outbox } from "./outbox.ts";
import { toIngestBatch, toTelemetryAck } from "./telemetry-batch.ts";
import { type Down, toCoordinatorMessages, welcomeOf } from "./to-agent.ts";

/** Messages that wait for one agent. Beyond it `send` says no, and the engine sends again when the agent asks. */
const outboxLimit = 8192;

/** Batches of one agent that are on their way to the disk at once: one flush then serves several. */
const ingestsInFlight = 8;

export function sessionMethods(faces: Pick<Faces, "agents" | "telemetry">, archive: Archive) {
  return {
    async *Session(
      messages: AsyncIterable<AgentMessage__Output>,
      { signal }: CallContext,
    ): AsyncGenerator<CoordinatorMessage> {
      const incoming = messages[Symbol.asyncIterator]();
      const first = await incoming.next();
      if (first.done) return;
      const outbox = new Outbox<Down>(outboxLimit);
      const session = await faces.agents.connect(helloOf(first.value), {
        send: (message) => outbox.push(message),
        close: (reason) => outbox.fail(sessionEnded(reason)),
        // Whoever serves adds the way to the successor.
        handOver: () => outbox.fail(notLeader()),
      });
      try {
        whenAborted(signal, () => outbox.fail(signal.reason));
        receive(incoming, session).then(
          () => outbox.end(),
          (error) => outbox.fail(error),
        );
        // What the engine sent while it was connecting waits in the outbox: the first message down is the welcome.
        yield welcomeOf(session);
        for await (const messages of outbox) yield* toCoordinatorMessages(messages, session.clusterId, archive);
      } finally {
        outbox.end();
        session.closed();
      }
    },

    async *Telemetry(batches: AsyncIterable<TelemetryBatch__Output>): AsyncGenerator<TelemetryAck> {
      const ingest = async (batch: TelemetryBatch__Output) => faces.telemetry.ingest(toIngestBatch(batch));
      for await (const ack of inOrder(batches, ingestsInFlight, ingest)) yield toTelemetryAck(ack);
    },
  };
}

function whenAborted(signal: AbortSignal, call: () => void): void {
  if (signal.aborted) call();
  else signal.addEventListener("abort", call, { once: true });
}

async function receive(incoming: AsyncIterator<AgentMessage__Output>, session: AgentSession): Promise<void> {
  for (let next = await incoming.next(); !next.done; next = await incoming.next())
    if (!deliver(session, next.value)) return;
}

function sessionEnded(reason: string): TroupeError {
  return new TroupeError(`the coordinator ended this session: ${reason}`, {
    code: "SESSION_ENDED",
    reaction: "retry",
    details: { reason },
  });
}
