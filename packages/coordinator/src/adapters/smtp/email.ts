/** E-mail, by SMTP. */
import { createHash } from "node:crypto";
import { type NoticeText, TroupeError } from "@troupe/core";
import type { SendBy } from "../../connections/connected-messenger.ts";

const timeouts = { connectionTimeout: 10_000, socketTimeout: 15_000 } as const;

export const sendEmail: SendBy<"email"> = async ({ id, target, text, sentAt }, { url, from }, signal) => {
  // Loaded by who sends e-mail: it is much, and most coordinators never do.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({ url, ...timeouts });
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    transport.close();
    aborted.reject(signal.reason);
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    signal.throwIfAborted();
    const mail = {
      from,
      to: target.to ?? [],
      subject: `Troupe: ${text.title}`,
      text: mailText(text),
      // The same each time it is sent: a mailbox that knows it shows it once.
      messageId: `<${createHash("sha256").update(id).digest("hex").slice(0, 40)}@troupe>`,
      date: new Date(sentAt),
      headers: { "Auto-Submitted": "auto-generated", "X-Troupe-Notice": id },
      disableFileAccess: true,
      disableUrlAccess: true,
    } as const;
    await Promise.race([transport.sendMail(mail), aborted.promise]);
  } catch (error) {
    signal.throwIfAborted();
    throw translated(error);
  } finally {
    signal.removeEventListener("abort", abort);
    transport.close();
  }
};

export function mailText({ title, facts, lastLines, commands, link }: NoticeText): string {
  const width = Math.max(...[...facts, ...commands].map(([label]) => label.length));
  const line = ([label, value]: readonly [string, string]): string => `${`${label}:`.padEnd(width + 2)}${value}`;
  const sections = [
    [title],
    facts.map(line),
    lastLines.length === 0 ? [] : ["The last lines that it wrote:", "", ...lastLines.map((each) => `    ${each}`)],
    commands.map(line),
    link === null ? [] : [link],
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

/** A reply of 5xx is final, as SMTP says; everything else may pass. */
function translated(error: unknown): TroupeError {
  const message = error instanceof Error ? error.message : String(error);
  const reply = Number((error as { readonly responseCode?: unknown })?.responseCode);
  return new TroupeError(`The mail was not taken: ${message.slice(0, 300)}`, {
    code: "NOTIFY_FAILED",
    reaction: reply >= 500 && reply < 600 ? "reject" : "retry",
    cause: error,
  });
}
