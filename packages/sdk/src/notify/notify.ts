/** Who is told how the runs of a pipeline end. Where that is, and how one gets in, is in the settings of the coordinators. */
import type { NotifyCause, NotifyRule, NotifyTarget } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { checkName } from "../names.ts";

/** Somebody who is told. Made by `slack`, `webhook` and `email`. */
export type Notification = NotifyRule;

export interface NotifyOptions {
  /** Of what: how a run ends, or that it waits for an approval. Default: `["failed", "timed-out"]`. */
  readonly on?: readonly [NotifyCause, ...NotifyCause[]];
}

export interface EmailOptions extends NotifyOptions {
  /** Name of a connection of kind `email`. Default: `"email"`. */
  readonly via?: string;
}

/**
 * A channel of Slack, or of what takes its webhooks (Mattermost, Discord's `/slack`, Rocket.Chat).
 *
 * @param connection - Name of a connection of kind `slack` in the coordinators' settings.
 *
 * @example
 * ```ts
 * pipeline("churn", { notify: [slack("ml-alerts"), email(["ml@example.com"], { on: ["failed", "succeeded"] })] }, …);
 * ```
 */
export function slack(connection: string, options: NotifyOptions = {}): Notification {
  return rule({ kind: "slack", connection }, options);
}

/** A program of your own: JSON by POST, signed as Standard Webhooks are. */
export function webhook(connection: string, options: NotifyOptions = {}): Notification {
  return rule({ kind: "webhook", connection }, options);
}

/** People, by e-mail. */
export function email(
  to: readonly [string, ...string[]],
  { via = "email", ...options }: EmailOptions = {},
): Notification {
  return rule({ kind: "email", connection: via, to }, options);
}

function rule(to: NotifyTarget, { on = ["failed", "timed-out"] }: NotifyOptions): Notification {
  if (/^[a-z]+:\/\//.test(to.connection))
    throw invalidSpec({
      field: `${to.kind}("…")`,
      message: "is an address, which would stand in the spec for everybody to read",
      fix: `name a connection of the coordinators' settings: ${to.kind}("ml-alerts")`,
    });
  checkName(to.connection, "the connection");
  return { to, on: [...new Set(on)] };
}
