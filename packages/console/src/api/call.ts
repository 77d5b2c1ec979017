/** Calls of one answer: `await call("RunService/GetRun", { runId })`. */
import { wideFields } from "virtual:wide-fields";
import { CallError, toRefusal, unreachable } from "./call-error.ts";
import type { Method, RequestOf, ResponseOf } from "./methods.ts";
import { widen } from "./wide-fields.ts";

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Throws CallError, or what the signal was aborted with. */
export async function call<M extends Method>(
  method: M,
  request: RequestOf<M>,
  { signal }: CallOptions = {},
): Promise<ResponseOf<M>> {
  const response = await send(method, request, signal);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok || body === undefined) throw new CallError(toRefusal(response.status, body));
  return widen(wideFields, wideFields.responses[method], body) as ResponseOf<M>;
}

async function send(method: string, request: unknown, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(`/troupe.v1.${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      ...(signal && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new CallError(unreachable(error), { cause: error });
  }
}
