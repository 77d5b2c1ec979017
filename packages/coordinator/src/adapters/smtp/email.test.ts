/** E-mail, against a mail server that knows as much of SMTP as it takes. */
import { createServer, type Socket } from "node:net";
import { messengerConformance } from "@troupe/testing/conformance";
import { describe, expect, it } from "vitest";
import { ConnectedMessenger } from "../../connections/connected-messenger.ts";
import { sendToSlack } from "../webhook/slack.ts";
import { sendToWebhook } from "../webhook/webhook.ts";
import { mailText, sendEmail } from "./email.ts";

type Mood = "take" | "later" | "never" | "hang";

interface MailServer {
  readonly port: number;
  /** As they came: headers, an empty line, the text. */
  readonly mails: { readonly to: readonly string[]; readonly data: string }[];
  mood: Mood;
  stop(): Promise<void>;
}

async function mailServer(): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    converse(socket, found);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const found: MailServer = {
    port: typeof address === "object" && address !== null ? address.port : 0,
    mails: [],
    mood: "take",
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return found;
}

function converse(socket: Socket, server: MailServer): void {
  let rest = "";
  let to: string[] = [];
  let data: string[] | undefined;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const hear = (line: string): void => {
    if (data !== undefined) {
      if (line !== ".") return void data.push(line.replace(/^\.\./, "."));
      server.mails.push({ to, data: data.join("\n") });
      data = undefined;
      to = [];
      return say("250 taken");
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") return say("250 mail.test");
    if (verb === "RCPT") {
      if (server.mood === "later") return say("451 come again");
      if (server.mood === "never") return say("550 no such mailbox");
      to.push(/<([^>]*)>/.exec(line)?.[1] ?? "");
    }
    if (verb === "DATA") {
      data = [];
      return say("354 go on");
    }
    if (verb === "QUIT") return void socket.end("221 bye\r\n");
    say("250 ok");
  };
  if (server.mood !== "hang") say("220 mail.test ESMTP");
  socket.on("data", (chunk: Buffer) => {
    rest += chunk.toString("utf8");
    const lines = rest.split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) hear(line);
  });
}

const connectionTo = ({ port }: MailServer) =>
  ({ kind: "email", url: `smtp://127.0.0.1:${port}?ignoreTLS=true`, from: "Troupe <troupe@test.example>" }) as const;

messengerConformance({ describe, it }, "e-mail", async () => {
  const server = await mailServer();
  const connections = new Map([["email", connectionTo(server)]]);
  const senders = { slack: sendToSlack, webhook: sendToWebhook, email: sendEmail };
  return {
    messenger: new ConnectedMessenger(() => connections, senders),
    target: { kind: "email", connection: "email", to: ["ml@test.example"] },
    mood: (mood) => {
      server.mood = mood;
    },
    taken: () => server.mails.map(({ data }) => ({ id: header(data, "X-Troupe-Notice"), text: plain(data) })),
    idOf: (id) => id,
    dispose: server.stop,
  };
});

const text = {
  title: "churn failed at train[1] — größer",
  facts: [
    ["run", "r1"],
    ["why", "exited with code 1"],
  ],
  lastLines: [".hidden", "the last line"],
  commands: [["run it again", "troupe rerun r1"]],
  link: null,
} as const;

it("goes to everybody, with one Message-ID however often it is sent, and calls itself automatic", async () => {
  const server = await mailServer();
  const to = ["a@test.example", "b@test.example"];
  const message = { id: "r1.ended.0", target: { kind: "email", connection: "email", to }, text, notice: null } as const;
  for (const sentAt of [1000, 2000])
    await sendEmail({ ...message, sentAt }, connectionTo(server), AbortSignal.timeout(10_000));
  await server.stop();
  const [first = { to: [], data: "" }, second = { to: [], data: "" }] = server.mails;
  expect(first.to).toEqual(to);
  expect(header(first.data, "Message-ID")).toMatch(/^<[0-9a-f]{40}@troupe>$/i);
  expect(header(second.data, "Message-ID")).toBe(header(first.data, "Message-ID"));
  expect(header(first.data, "Auto-Submitted")).toBe("auto-generated");
  expect(plain(first.data)).toContain("größer");
  expect(plain(first.data)).toContain("    .hidden\n    the last line");
});

it("is text that lines up", () => {
  expect(mailText({ ...text, link: "https://troupe/runs/r1" })).toBe(
    [
      "churn failed at train[1] — größer",
      "",
      "run:          r1",
      "why:          exited with code 1",
      "",
      "The last lines that it wrote:",
      "",
      "    .hidden",
      "    the last line",
      "",
      "run it again: troupe rerun r1",
      "",
      "https://troupe/runs/r1",
      "",
    ].join("\n"),
  );
});

function header(mail: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, "im").exec(mail)?.[1] ?? "";
}

/** The body, whatever it was written in. */
function plain(mail: string): string {
  const at = mail.indexOf("\n\n");
  const body = mail.slice(at + 2);
  const how = header(mail.slice(0, at), "Content-Transfer-Encoding").toLowerCase();
  if (how === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (how !== "quoted-printable") return body;
  const bytes = body
    .replaceAll(/=\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
