/** The session over gRPC. */
import type { AgentHello } from "@troupe/engine";
import { type AgentMessage, type CoordinatorMessage__Output, v1 } from "@troupe/proto";
import type { CoordinatorLink, SessionHandlers, SessionStream, ToCoordinator } from "../../ports/coordinator-link.ts";
import { Duplex } from "./duplex.ts";
import { type Endpoint, streamOptions } from "./endpoint.ts";
import { fromCoordinator } from "./from-coordinator.ts";
import { toAgentMessage, toHello } from "./to-coordinator.ts";

export class GrpcCoordinatorLink implements CoordinatorLink {
  readonly #endpoint: Endpoint;
  #current: SessionStream | null = null;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  open(hello: AgentHello, handlers: SessionHandlers): SessionStream {
    const client = new v1.SessionService(this.#endpoint.address, this.#endpoint.credentials, streamOptions);
    const call = client.session(this.#endpoint.metadata());
    const duplex = new Duplex<AgentMessage, CoordinatorMessage__Output>(
      this.#endpoint,
      { client, call },
      {
        message: (message) => {
          const read = fromCoordinator(message);
          // Kinds that this version does not know are skipped: a newer coordinator must do without them.
          if (read !== undefined) handlers.message(read);
        },
        drained: () => undefined,
        closed: (why) => handlers.closed(why),
      },
    );
    duplex.send({ hello: toHello(hello) });
    this.#current = asStream(duplex);
    return this.#current;
  }

  close(): void {
    this.#current?.abort("the agent stops");
  }
}

function asStream(duplex: Duplex<AgentMessage, CoordinatorMessage__Output>): SessionStream {
  return {
    send: (message: ToCoordinator) => duplex.send(toAgentMessage(message)),
    get isDrained() {
      return duplex.isDrained;
    },
    end: () => duplex.end(),
    abort: () => duplex.abort(),
  };
}
