/** Refuses calls without a token before any of their messages is read. */
import * as grpc from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { Tokens } from "../../access/tokens.ts";
import { unauthenticated } from "../../access/unauthenticated.ts";
import { toRefusal } from "../../api/refusal.ts";
import { toGrpcStatus } from "./grpc-status.ts";

/** Probes have no token, and learn nothing but whether the coordinator serves. */
const open = "/grpc.health.v1.Health/";

export function requireToken(tokens: Tokens, log: Logger): grpc.ServerInterceptor {
  const isKnown = (header: grpc.MetadataValue | undefined) => tokens.callerBy(header?.toString()) !== undefined;
  return ({ path }, call) =>
    new grpc.ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata(metadata, proceed) {
            const [authorization] = metadata.get("authorization");
            if (path.startsWith(open) || isKnown(authorization)) proceed(metadata);
            else call.sendStatus(toGrpcStatus(toRefusal(unauthenticated(), path, log)));
          },
        }),
    });
}
