import { expect, test } from "vitest";
import { NatsFrames } from "./nats-frames.ts";

const spoken = [
  { text: 'INFO {"server_id":"a","max_payload":1048576}\r\n', isMessage: false },
  { text: "CONNECT {}\r\n", isMessage: false },
  { text: "SUB offers.a1 7\r\n", isMessage: false },
  { text: "PUB offers.a1 5\r\nhello\r\n", isMessage: true },
  { text: "PUB offers.a1 _INBOX.1 0\r\n\r\n", isMessage: true },
  { text: "HPUB offers.a1 12 17\r\nNATS/1.0\r\n\r\nhello\r\n", isMessage: true },
  { text: "MSG offers.a1 7 11\r\nPING\r\nPUB a\r\n", isMessage: true },
  { text: "HMSG offers.a1 7 _INBOX.2 12 12\r\nNATS/1.0\r\n\r\n\r\n", isMessage: true },
  { text: "PING\r\n", isMessage: false },
  { text: "-ERR 'Stale Connection'\r\n", isMessage: false },
] as const;
const whole = Buffer.from(spoken.map(({ text }) => text).join(""));

test.each([whole.length, 7, 1])("what NATS says is cut into operations, in pieces of %d bytes too", (size) => {
  const frames = new NatsFrames();
  const found = [];
  for (let at = 0; at < whole.length; at += size) found.push(...frames.push(whole.subarray(at, at + size)));
  expect(found.map(({ bytes, isMessage }) => ({ text: String(bytes), isMessage }))).toEqual(spoken);
});
