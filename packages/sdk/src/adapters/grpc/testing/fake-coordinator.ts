/** A coordinator for tests of clients: real gRPC on a free port of this machine, answers written by the test. */
import * as grpc from "@grpc/grpc-js";
import { type ErrorDetails, encodeErrorDetails, errorDetailsKey, v1 } from "@troupe/proto";

/** Answers of one method: a value, or for a stream an iterable. May throw a `refusal`. */
export type Answer = (request: never, call: Heard) => unknown;

export interface Heard {
  readonly metadata: grpc.Metadata;
  /** Milliseconds that the caller is willing to wait; null without a deadline. */
  readonly deadlineMs: number | null;
  /** Of an upload. */
  readonly sent?: AsyncIterable<{ readonly digest?: string; readonly data?: Buffer }>;
}

export interface FakeCoordinator {
  readonly address: string;
  /** Method names, in the order of the calls. */
  readonly calls: readonly string[];
  /** Cuts every connection, and listens again at the same address with these answers. */
  restart(answers: Readonly<Record<string, Answer>>): Promise<void>;
  stop(): Promise<void>;
}

/** `answers` by the method's name on the wire: "GetRun". */
export async function fakeCoordinator(answers: Readonly<Record<string, Answer>>): Promise<FakeCoordinator> {
  const calls: string[] = [];
  let server = await listen(answers, calls, "127.0.0.1:0");
  const { port } = server;
  const address = `127.0.0.1:${port}`;
  return {
    address,
    calls,
    async restart(next) {
      server.force();
      server = await listen(next, calls, address);
    },
    async stop() {
      server.force();
    },
  };
}

/** A refusal as a coordinator sends it. */
export function refusal(code: grpc.status, message: string, details: Partial<ErrorDetails> = {}): Error {
  const whole: ErrorDetails = { reason: grpc.status[code], metadata: {}, violations: [], resource: null, ...details };
  const metadata = new grpc.Metadata();
  metadata.set(errorDetailsKey, encodeErrorDetails(code, message, whole));
  return Object.assign(new Error(message), { code, details: message, metadata });
}

async function listen(
  answers: Readonly<Record<string, Answer>>,
  calls: string[],
  address: string,
): Promise<{ readonly port: number; force(): void }> {
  const server = new grpc.Server();
  for (const service of [
    v1.RunService,
    v1.NotifyService,
    v1.PipelineService,
    v1.AgentService,
    v1.ApprovalService,
    v1.ArtifactService,
    v1.ClusterService,
  ])
    server.addService(service.service, handlersOf(service.service, answers, calls));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, force: () => server.forceShutdown() };
}

function handlersOf(
  service: grpc.ServiceDefinition,
  answers: Readonly<Record<string, Answer>>,
  calls: string[],
): grpc.UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => {
      const answer = (request: unknown, call: Heard): unknown => {
        calls.push(name);
        const found = answers[name];
        if (found === undefined) throw refusal(grpc.status.UNIMPLEMENTED, `the test answers no ${name}`);
        return found(request as never, call);
      };
      return [
        name,
        method.responseStream ? streaming(answer) : method.requestStream ? receiving(answer) : unary(answer),
      ];
    }),
  );
}

type Open = (request: unknown, call: Heard) => unknown;

function unary(answer: Open): grpc.handleUnaryCall<unknown, unknown> {
  return (call, done) => {
    reply(async () => await answer(call.request, heard(call)), done);
  };
}

function receiving(answer: Open): grpc.handleClientStreamingCall<never, unknown> {
  return (call, done) => {
    reply(async () => await answer(undefined, { ...heard(call), sent: call }), done);
  };
}

function reply(answer: () => Promise<unknown>, done: grpc.sendUnaryData<unknown>): void {
  answer().then(
    (value) => done(null, value),
    (error: grpc.ServiceError) => done(error),
  );
}

function streaming(answer: Open): grpc.handleServerStreamingCall<unknown, unknown> {
  return (call) => {
    const send = async (): Promise<void> => {
      for await (const item of answer(call.request, heard(call)) as AsyncIterable<unknown>) call.write(item);
      call.end();
    };
    send().catch((error: grpc.ServiceError) => call.emit("error", error));
  };
}

function heard(call: { readonly metadata: grpc.Metadata; getDeadline(): grpc.Deadline }): Heard {
  const deadline = Number(call.getDeadline());
  return { metadata: call.metadata, deadlineMs: Number.isFinite(deadline) ? deadline - Date.now() : null };
}
