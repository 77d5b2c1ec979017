/** Deliveries from outside that start runs: each of them once. */
import { createHash } from "node:crypto";
import { TroupeError } from "@troupe/core";
import type { Clock, Faces, RunView } from "@troupe/engine";
import { paramsOfBody } from "./params-of-body.ts";
import type { WebhookSecrets } from "./secrets.ts";
import { type Header, verifyDelivery } from "./signature.ts";

export interface WebhooksParts {
  /** Asked for at each delivery: those of a coordinator change with its role. */
  readonly faces: Pick<Faces, "pipelines" | "runs">;
  readonly secrets: WebhookSecrets;
  readonly clock: Clock;
}

export class Webhooks {
  readonly #parts: WebhooksParts;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  /**
   * The run that this delivery starts, or has started before. Throws WEBHOOK_NOT_FOUND, WEBHOOK_SECRET_MISSING, what
   * `verifyDelivery` and `paramsOfBody` throw, and what making a run throws; NOT_LEADER where another coordinator leads.
   */
  async receive(pipeline: string, header: Header, body: Uint8Array): Promise<RunView> {
    const { faces, secrets, clock } = this.#parts;
    const webhook = await this.#webhookOf(pipeline);
    const known = secrets.get(webhook.secret);
    if (known === undefined) throw secretMissing(pipeline, webhook.secret);
    const delivery = verifyDelivery(header, body, known, clock.now());
    return await faces.runs.create({
      pipeline,
      params: paramsOfBody(webhook, body),
      requestId: requestIdOf(pipeline, delivery.id),
      cause: { kind: "webhook", delivery: delivery.name },
    });
  }

  /** Of a pipeline without a webhook nobody learns that it is there. */
  async #webhookOf(pipeline: string) {
    const view = await this.#parts.faces.pipelines.get(pipeline).catch((error: unknown) => {
      if (error instanceof TroupeError && error.code === "PIPELINE_NOT_FOUND") return undefined;
      throw error;
    });
    const webhook = view?.spec.webhook;
    if (webhook === undefined)
      throw new TroupeError(
        `There is no webhook "${pipeline}". A pipeline has one once it is applied with webhook: { secret: "NAME" }.`,
        { code: "WEBHOOK_NOT_FOUND", reaction: "reject", details: { webhook: pipeline } },
      );
    return webhook;
  }
}

/** As long as a request id may be, whatever a sender calls its deliveries. */
function requestIdOf(pipeline: string, delivery: string): string {
  return `webhook:${createHash("sha256").update(`${pipeline}\n${delivery}`).digest("hex")}`;
}

function secretMissing(pipeline: string, secret: string): TroupeError {
  return new TroupeError(
    `This coordinator has no secret "${secret}", by which deliveries for "${pipeline}" are checked. Add the line ${secret}=… to its file of secrets (--webhook-secrets), or set TROUPE_WEBHOOK_SECRET_${secret}, and start it again.`,
    { code: "WEBHOOK_SECRET_MISSING", reaction: "retry", details: { webhook: pipeline, secret } },
  );
}
