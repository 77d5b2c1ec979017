/** The connections of this coordinator, and how each kind of them is spoken to. */
import type { Messenger } from "@troupe/engine";
import { sendEmail } from "../adapters/smtp/email.ts";
import { sendToSlack } from "../adapters/webhook/slack.ts";
import { sendToWebhook } from "../adapters/webhook/webhook.ts";
import type { Settings } from "../config/settings.ts";
import { ConnectedMessenger } from "../connections/connected-messenger.ts";
import { ConnectionsFile } from "../connections/connections-file.ts";

/** Undefined if no file names any. Throws TroupeError(fatal, "INVALID_SETTING") if one does, and cannot be understood. */
export function openMessenger({ connections }: Pick<Settings, "connections">): Messenger | undefined {
  if (connections === null) return undefined;
  const file = ConnectionsFile.open(connections, process.env);
  return new ConnectedMessenger(() => file.read(), { slack: sendToSlack, webhook: sendToWebhook, email: sendEmail });
}

/** Where people see a run, as far as anybody has said where that is. */
export function linkTo({ advertiseHttp }: Pick<Settings, "advertiseHttp">): (runId: string) => string | null {
  return (runId) => {
    if (advertiseHttp === null) return null;
    const base = advertiseHttp.endsWith("/") ? advertiseHttp : `${advertiseHttp}/`;
    return new URL(`runs/${encodeURIComponent(runId)}`, base).href;
  };
}
