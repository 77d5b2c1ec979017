/** What the fleet is told, and what it answers. */
import type { AgentHello, AgentUsage, AgentView, SessionLink } from "../engine.ts";
import type { Message, Reply } from "../kernel/actor.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import type { AgentRecord } from "../records/records.ts";

export type FleetMessage = Message &
  (
    | {
        readonly type: "Connect";
        readonly hello: AgentHello;
        readonly link: SessionLink;
        readonly reply: Reply<Connected>;
      }
    | {
        readonly type: "Beat";
        readonly agentId: string;
        readonly session: number;
        readonly sequence: number;
        /** By path, what came down it last. */
        readonly nonces: Readonly<Record<string, number>>;
        readonly usage: AgentUsage;
      }
    | {
        readonly type: "Devices";
        readonly agentId: string;
        readonly session: number;
        readonly devices: AgentHello["devices"];
      }
    | { readonly type: "Goodbye"; readonly agentId: string; readonly session: number; readonly reason: string }
    | { readonly type: "Closed"; readonly agentId: string; readonly session: number }
    /** An agent of before this leader's time. */
    | ({ readonly type: "Known" } & AgentRecord)
    /** An attempt was assigned to this agent in this term. */
    | { readonly type: "Holds"; readonly agentId: string; readonly key: AttemptKey }
    /** An attempt of before this leader's time is on this agent, by what is stored. */
    | { readonly type: "Adopted"; readonly agentId: string; readonly key: AttemptKey }
    /** Every live run is loaded, and all that agents have by what is stored was told. Answered once they are judged by that. */
    | { readonly type: "Complete"; readonly reply: Reply<void> }
    | { readonly type: "Released"; readonly agentId: string; readonly key: AttemptKey }
    | { readonly type: "Drain"; readonly agentId: string; readonly draining: boolean; readonly reply: Reply<AgentView> }
    | { readonly type: "List"; readonly reply: Reply<readonly AgentView[]> }
    | { readonly type: "Sweep" }
    | { readonly type: "Tidy" }
  );

export interface Connected {
  readonly session: number;
  readonly superseded: readonly AttemptKey[];
}
