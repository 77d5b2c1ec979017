import { readFileSync } from "node:fs";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { toTroupeError } from "../../sdk/src/adapters/grpc/call-error.ts";
import { refusal } from "../../sdk/src/adapters/grpc/testing/fake-coordinator.ts";
import { exitCodeOf } from "./exit-code.ts";

/** What docs/errors.md promises to scripts: each answer of the API, as it comes over the wire, exits so. */
const text = readFileSync(join(import.meta.dirname, "../../../docs/errors.md"), "utf8");
const answers = [...text.matchAll(/^\| `([A-Z_]+)` \| .* \| ([A-Z_]+) \| (\d+) \| [^|]*\|$/gm)].map(
  ([, code = "", name = "", exit]) => [code, name as keyof typeof status, Number(exit)] as const,
);
const address = "127.0.0.1:7420";
const endpoint = {
  address,
  addresses: [address],
  token: null,
  tokenIsAnnounced: false,
  trust: null,
  trustIsAnnounced: false,
  namedBy: "TROUPE_ADDRESS",
};

test("docs/errors.md has the table that is read here", () => {
  expect(answers.length).toBeGreaterThan(50);
});

test.each(answers)("%s (%s) exits with %d", (code, name, exit) => {
  const answered = refusal(status[name], "no", { reason: code });
  expect(exitCodeOf(toTroupeError(answered, endpoint))).toBe(exit);
});
