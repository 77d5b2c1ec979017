/**
 * Many agents in one process, as the coordinator sees them: each a connection and a session of its own, hello, and a beat
 * every two seconds that echoes what came down. They hold nothing and take no work. Started with the coordinator's
 * address and their number; says "ready" when all were welcomed, and ends with its input. It fails with any of them.
 */
import * as grpc from "@grpc/grpc-js";
import { type CoordinatorMessage__Output, v1 } from "@troupe/proto";

/** As those of an agent. */
const connection = {
  "grpc.use_local_subchannel_pool": 1,
  "grpc.enable_retries": 0,
  "grpc.enable_channelz": 0,
  "grpc.keepalive_time_ms": 2000,
  "grpc.keepalive_timeout_ms": 1000,
} as const satisfies grpc.ClientOptions;

/** Hellos that are on their way at once. */
const atOnce = 20;

function startAgent(address: string, number: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const client = new v1.SessionService(address, grpc.credentials.createInsecure(), connection);
  const session = client.session(new grpc.Metadata());
  let sequence = 0;
  let nonce: number | string = 0;
  const beat = (): void => {
    sequence += 1;
    session.write({ beat: { sequence, nonces: { session: nonce }, cpu: 0.1, memory: 0.1, running: 0 } });
  };
  const receive = ({ welcome, beatEcho }: CoordinatorMessage__Output): void => {
    if (beatEcho) nonce = beatEcho.nonce;
    if (!welcome) return;
    setInterval(beat, welcome.beatIntervalMs);
    resolve();
  };
  session.on("data", (message: CoordinatorMessage__Output) => {
    for (const each of message.batch?.messages ?? [message]) receive(each);
  });
  session.on("error", reject);
  session.on("end", () => reject(new Error(`session ${number} was ended`)));
  session.write({
    hello: {
      agentId: `simulated-${number}`,
      incarnation: `${process.pid}-${number}`,
      host: `host-${number}`,
      version: "0.1.0",
      // Room for nothing: no run is ever placed here.
      capacity: { millicpus: 0, memoryBytes: 0, gpus: 0 },
      isolationTier: 3,
      standingClaim: true,
    },
  });
  // Also after the welcome, when nobody waits for the promise any more.
  promise.catch(() => undefined);
  session.on("error", fail);
  session.on("end", () => fail(new Error(`session ${number} was ended`)));
  return promise;
}

function fail(error: Error): never {
  console.error(error);
  process.exit(1);
}

const [, , address = "", count = "0"] = process.argv;
let next = 0;
const lanes = Array.from({ length: atOnce }, async () => {
  for (let number = next++; number < Number(count); number = next++) await startAgent(address, number);
});
await Promise.all(lanes);
console.log("ready");
process.stdin.on("end", () => process.exit(0)).resume();
