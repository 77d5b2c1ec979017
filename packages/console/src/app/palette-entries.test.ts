import { expect, test } from "vitest";
import { findEntries, type PaletteEntry, pastedEntries } from "./palette-entries.ts";

const entry = (label: string, note = "screen", words?: string): PaletteEntry => ({
  ...{ id: `${note} ${label}`, label, note, icon: "home", to: "/" },
  ...(words !== undefined && { words }),
});
const all = [entry("Runs"), entry("churn", "pipeline"), entry("Launch churn", "action", "run start"), entry("Agents")];
const found = (query: string) => findEntries(all, query).map(({ label }) => label);

test("what begins with what is typed comes first", () => {
  expect(found("churn")).toEqual(["churn", "Launch churn"]);
  expect(found("ag")).toEqual(["Agents"]);
});

test("every word has to be somewhere, in any order", () => {
  expect(found("churn launch")).toEqual(["Launch churn"]);
  expect(found("start")).toEqual(["Launch churn"]);
  expect(found("churn nowhere")).toEqual([]);
});

test("nothing typed: all of it, as it stands", () => {
  expect(found("  ")).toEqual(["Runs", "churn", "Launch churn", "Agents"]);
});

test("what is pasted leads where it is", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  expect(pastedEntries(` ${digest} `)[0]).toMatchObject({ to: "/artifacts/$digest", params: { digest } });
  expect(pastedEntries("01m8369taw4ydy0p66kabtb14x")[0]?.to).toBe("/runs/$runId");
  expect(pastedEntries("churn")).toEqual([]);
});
