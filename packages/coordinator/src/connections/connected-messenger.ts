/** Sends each notice by the connection that it names. */
import { TroupeError } from "@troupe/core";
import type { ConnectionInfo, Messenger, OutgoingNotice } from "@troupe/engine";
import type { Connection, Connections } from "./connections-file.ts";

/** How one kind of connection is spoken to: see Messenger.send. */
export type SendBy<Kind extends Connection["kind"]> = (
  message: OutgoingNotice,
  connection: Extract<Connection, { readonly kind: Kind }>,
  signal: AbortSignal,
) => Promise<void>;

export type Senders = { readonly [Kind in Connection["kind"]]: SendBy<Kind> };

export class ConnectedMessenger implements Messenger {
  readonly #read: () => Connections;
  readonly #senders: Senders;

  constructor(read: () => Connections, senders: Senders) {
    this.#read = read;
    this.#senders = senders;
  }

  connections(): readonly ConnectionInfo[] {
    return [...this.#read()].map(([name, { kind }]) => ({ name, kind }));
  }

  async send(message: OutgoingNotice, signal: AbortSignal): Promise<void> {
    const { target } = message;
    const connection = this.#read().get(target.connection);
    if (connection === undefined) throw missing(target.connection, "there is none of that name");
    if (connection.kind !== target.kind)
      throw missing(target.connection, `it is of kind ${connection.kind}, and ${target.kind} is meant`);
    const send = this.#senders[connection.kind] as SendBy<Connection["kind"]>;
    await send(message, connection, signal);
  }
}

/** It may be added, to this coordinator or to the next one that leads. */
function missing(name: string, why: string): TroupeError {
  return new TroupeError(
    `Connection "${name}" cannot be used: ${why}. Mend the file that the setting connections names.`,
    {
      code: "CONNECTION_NOT_FOUND",
      reaction: "retry",
    },
  );
}
