/** The API as JSON, for requests that no client would make. */
import type { TroupeServer } from "@troupe/testing/process";

export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function post(server: TroupeServer, method: string, message: unknown): Promise<Answer> {
  const answer = await fetch(new URL(`/troupe.v1.${method}`, server.httpUrl ?? ""), {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    body: typeof message === "string" ? message : JSON.stringify(message),
  });
  const body = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, code: body.code as string | undefined, body };
}
