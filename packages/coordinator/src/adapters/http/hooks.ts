/**
 * POST /hooks/PIPELINE: deliveries from outside. They need no token, since their signature says who has sent them, and no
 * name of ours, since they come through proxies; what a browser sends on behalf of another page is refused.
 *
 * A coordinator that follows hands a delivery that is well signed on to the leader, as it is, and its answer back.
 */
import { TroupeError } from "@troupe/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { runStates } from "../../api/wire-names.ts";
import { askedByHeader } from "../../ports/ask-leader.ts";
import type { FindLeader } from "../../role/point-to-leader.ts";
import type { Webhooks } from "../../webhooks/webhooks.ts";
import type { ForwardHook } from "./forward-hook.ts";
import { isForLeader } from "./route.ts";

export const hooksPath = "/hooks/";

export interface HookOptions {
  readonly webhooks: Webhooks;
  readonly findLeader: FindLeader;
  readonly forward: ForwardHook;
}

/** GitHub's own limit is 25 MiB: what is larger than this is no params of a run. */
export const hookBodyBytes = 1024 * 1024;

export function addHooks(app: FastifyInstance, options: HookOptions): void {
  // In a scope of its own: here a body is bytes, just those that were signed.
  void app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "application/json",
      { parseAs: "buffer", bodyLimit: hookBodyBytes },
      (_request, body, done) => done(null, body),
    );
    scope.addContentTypeParser("*", (request, _payload, done) =>
      done(wrongType(request.headers["content-type"]), undefined),
    );
    scope.post(`${hooksPath}:pipeline`, { bodyLimit: hookBodyBytes }, (request, reply) =>
      receive(request, reply, options),
    );
    ready();
  });
}

async function receive(
  request: FastifyRequest,
  reply: FastifyReply,
  { webhooks, findLeader, forward }: HookOptions,
): Promise<FastifyReply> {
  const { pipeline } = request.params as { readonly pipeline: string };
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  try {
    const { header } = await webhooks.receive(pipeline, (name) => single(request.headers[name]), body);
    return reply.code(202).send({ runId: header.runId, state: runStates[header.status] });
  } catch (error) {
    const leader =
      isForLeader(error) && single(request.headers[askedByHeader]) === undefined ? findLeader() : undefined;
    if (!leader?.httpUrl) throw error;
    const answer = await forward(
      new URL(`hooks/${encodeURIComponent(pipeline)}`, leader.httpUrl),
      request.headers,
      body,
    );
    return reply.code(answer.status).type("application/json; charset=utf-8").send(answer.body);
  }
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" ? header : undefined;
}

function wrongType(type: string | undefined): TroupeError {
  return new TroupeError(
    `A delivery of ${JSON.stringify(type ?? "")} is not taken: let the sender send application/json (GitHub: "Content type" of the webhook).`,
    { code: "WRONG_CONTENT_TYPE", reaction: "reject" },
  );
}
