/** The way of an agent's logs to a coordinator, on a connection of its own. */
import type { TelemetryHandlers, TelemetryLink, TelemetryParts, TelemetryStream } from "@troupe/agent/parts";
import type { Engine, TelemetryAck } from "@troupe/engine";
import { Connection } from "./connection.ts";
import type { Network, Node } from "./network.ts";

export type TelemetryServer = Node & { readonly engine: Engine | undefined };

export function telemetryLink(network: Network, agent: Node, servers: () => readonly TelemetryServer[]): TelemetryLink {
  let opened = 0;
  return {
    open(handlers) {
      const all = servers();
      opened += 1;
      const server = all[opened % all.length];
      if (server === undefined) throw new Error("there are no coordinators");
      return open(network, agent, server, handlers);
    },
    close() {},
  };
}

function open(network: Network, agent: Node, server: TelemetryServer, handlers: TelemetryHandlers): TelemetryStream {
  const connection = new Connection<TelemetryParts, TelemetryAck>(network, agent, server, {
    message: (ack) => handlers.acknowledged(ack),
    closed: (reason) => handlers.closed(reason),
  });
  connection.accept({
    message: ({ chunks, metrics, progress, held, heldMetrics, samples }) => {
      const { engine } = server;
      if (engine === undefined) return connection.end("server", "not the leader");
      const batch = { agentId: agent.name, logs: chunks, metrics, progress, held, heldMetrics, samples };
      engine.telemetry.ingest(batch).then(
        (ack) => connection.down(ack),
        () => connection.end("server", "not stored"),
      );
    },
    closed() {},
  });
  return {
    send: (parts) => {
      connection.up(parts);
      return true;
    },
    end: () => connection.end("client", "done"),
    abort: (reason) => connection.abort("client", reason),
  };
}
