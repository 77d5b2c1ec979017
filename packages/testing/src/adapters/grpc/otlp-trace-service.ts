/** OTLP's trace service over gRPC: takes each request's bytes and answers that all was well. */
import * as grpc from "@grpc/grpc-js";

const service = {
  export: {
    path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    // The empty message says that nothing was refused.
    responseSerialize: () => Buffer.alloc(0),
    responseDeserialize: (bytes: Buffer) => bytes,
  },
} as const satisfies grpc.ServiceDefinition;

export interface OtlpTraceService {
  readonly port: number;
  close(): void;
}

/** `take` answers whether the request is to be answered. */
export async function serveOtlpTraces(
  take: (body: Uint8Array, headers: Readonly<Record<string, string>>) => boolean,
): Promise<OtlpTraceService> {
  const server = new grpc.Server();
  server.addService(service, {
    export: (call: grpc.ServerUnaryCall<Buffer, null>, answer: grpc.sendUnaryData<null>) => {
      const metadata = Object.entries(call.metadata.getMap()).map(([name, value]) => [name, String(value)]);
      if (take(call.request, Object.fromEntries(metadata))) answer(null, null);
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
    error === null ? resolve(port) : reject(error),
  );
  const port = await promise;
  return { port, close: () => server.forceShutdown() };
}
