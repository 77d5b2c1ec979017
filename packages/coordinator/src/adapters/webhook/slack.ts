/** Slack's incoming webhooks, and those of others that take the same: text in Slack's own markup. */
import type { NoticeText } from "@troupe/core";
import type { SendBy } from "../../connections/connected-messenger.ts";
import { post } from "./post.ts";

const textLength = 3500;
const valueLength = 600;

export const sendToSlack: SendBy<"slack"> = ({ id, text }, { url }, signal) =>
  post({ url, body: JSON.stringify({ text: slackText(text) }), headers: { "webhook-id": id } }, signal);

export function slackText({ title, facts, lastLines, commands, link }: NoticeText): string {
  const head = link === null ? `*${escaped(title)}*` : `*<${link}|${escaped(title)}>*`;
  const told = facts.map(([label, value]) => `${label}: ${escaped(shortened(value))}`);
  const next = commands.map(([label, command]) => `${label}: \`${escaped(command)}\``);
  const around = [head, ...told, ...next].join("\n").length;
  return [head, ...told, ...quote(lastLines, textLength - around), ...next].join("\n");
}

/** The last ones that there is room for. */
function quote(lines: readonly string[], room: number): readonly string[] {
  const kept: string[] = [];
  let length = 10;
  for (const line of lines.toReversed()) {
    const written = escaped(line).replaceAll("```", "'''");
    length += written.length + 1;
    if (length > room) break;
    kept.unshift(written);
  }
  return kept.length === 0 ? [] : ["```", ...kept, "```"];
}

function shortened(text: string): string {
  return text.length > valueLength ? `${text.slice(0, valueLength)}…` : text;
}

/** What Slack gives a meaning to: links, mentions, channels. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
