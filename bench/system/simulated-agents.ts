/**
 * Many agents in one process, as the coordinator sees them: each a connection and a session of its own, hello, and a beat
 * every two seconds that echoes what came down. They hold nothing and take no work. Started with the coordinator's
 * address and their number; says "ready" when all were welcomed, and ends with its input.
 */
import * as grpc from "@grpc/grpc-js";
import { type CoordinatorMessage__Output, type Hello, v1 } from "@troupe/proto";

/** As those of an agent. */
const connection = {
  "grpc.use_local_subchannel_pool": 1,
  "grpc.enable_retries": 0,
  "grpc.enable_channelz": 0,
  "grpc.keepalive_time_ms": 2000,
  "grpc.keepalive_timeout_ms": 1000,
} as const satisfies grpc.ClientOptions;

/** Lost sessions are opened again, as an agent does: on a machine that is busy, pings are late. */
const retryWithinMs = 1000;
let lost = 0;

/** Hellos that are on their way at once. */
const atOnce = 20;

/** Resolves with the first welcome. */
function startAgent(address: string, number: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begin = () => openSession(address, number, resolve, again);
  const again = (): void => {
    lost += 1;
    setTimeout(begin, Math.random() * retryWithinMs);
  };
  begin();
  return promise;
}

function openSession(address: string, number: number, onWelcome: () => void, onEnd: () => void): void {
  const client = new v1.SessionService(address, grpc.credentials.createInsecure(), connection);
  const session = client.session(new grpc.Metadata());
  let sequence = 0;
  let nonce: number | string = 0;
  let beats: NodeJS.Timeout | undefined;
  const beat = (): void => {
    sequence += 1;
    session.write({ beat: { sequence, nonces: { session: nonce }, cpu: 0.1, memory: 0.1, running: 0 } });
  };
  const receive = ({ welcome, beatEcho }: CoordinatorMessage__Output): void => {
    if (beatEcho) nonce = beatEcho.nonce;
    if (!welcome) return;
    beats = setInterval(beat, welcome.beatIntervalMs);
    onWelcome();
  };
  session.on("data", (message: CoordinatorMessage__Output) => {
    for (const each of message.batch?.messages ?? [message]) receive(each);
  });
  session.on("error", () => undefined);
  // Comes last, and once, however it ended.
  session.on("status", () => {
    clearInterval(beats);
    client.close();
    onEnd();
  });
  session.write({ hello: hello(number) });
}

function hello(number: number): Hello {
  return {
    agentId: `simulated-${number}`,
    incarnation: `${process.pid}-${number}`,
    host: `host-${number}`,
    version: "0.1.0",
    // Room for nothing: no run is ever placed here.
    capacity: { millicpus: 0, memoryBytes: 0, gpus: 0 },
    isolationTier: 3,
    standingClaim: true,
  };
}

const [, , address = "", count = "0"] = process.argv;
let next = 0;
const lanes = Array.from({ length: atOnce }, async () => {
  for (let number = next++; number < Number(count); number = next++) await startAgent(address, number);
});
await Promise.all(lanes);
console.log("ready");
process.stdin
  .on("end", () => {
    if (lost > 0) console.error(`sessions: ${lost} of them were lost and opened again`);
    process.exit(0);
  })
  .resume();
