/** How chunks of a log fit together: the part of the TelemetryStore suite about overlaps and gaps. */
import assert from "node:assert/strict";
import { type TestRunner, testWith } from "./suite.ts";
import { appendLog, chunk, type OpenTelemetryStore, partsOf, readAll, stdout } from "./telemetry-subject.ts";

export function telemetryJoins(runner: TestRunner, open: OpenTelemetryStore): void {
  const test = testWith(runner, open);

  test("joins chunks by their offsets", async ({ store }) => {
    await appendLog(store, chunk(0, "one "), chunk(4, "two "));
    await appendLog(store, chunk(8, "three"));
    assert.equal(await readAll(store, stdout), "one two three");
    assert.equal(await store.length(stdout), 13);
  });

  test("drops what it has, in whole or in part", async ({ store }) => {
    await appendLog(store, chunk(0, "abcdef"));
    await appendLog(store, chunk(0, "abcdef"), chunk(2, "cd"), chunk(4, "efgh"), chunk(0, "abcdefghij"));
    await appendLog(store, chunk(3, "defghij"));
    assert.equal(await readAll(store, stdout), "abcdefghij");
    assert.equal(await store.length(stdout), 10);
  });

  test("keeps the bytes that it has where others come in their place", async ({ store }) => {
    await appendLog(store, chunk(0, "abc"));
    await appendLog(store, chunk(0, "XYZdef"));
    assert.equal(await readAll(store, stdout), "abcdef");
  });

  test("keeps a gap as a gap, and for good", async ({ store, crash }) => {
    await appendLog(store, chunk(0, "abc"), chunk(10, "xyz", { gap: 7 }));
    await appendLog(store, chunk(3, "late"), chunk(13, "!"));
    for (const each of [store, await crash()]) {
      assert.equal(await readAll(each, stdout), "abc<7>xyz!");
      assert.equal(await each.length(stdout), 14);
    }
  });

  test("finds a gap that the sender did not declare, and no gap where there is none", async ({ store }) => {
    await appendLog(store, chunk(2, "c"), chunk(3, "d", { gap: 3 }));
    assert.equal(await readAll(store, stdout), "<2>cd");
  });

  test("takes a chunk without bytes above the end as a gap up to there", async ({ store, crash }) => {
    await appendLog(store, chunk(0, "abc"), chunk(3, ""), chunk(8, "", { gap: 5 }), chunk(8, ""), chunk(1, ""));
    for (const each of [store, await crash()]) {
      assert.equal(await each.length(stdout), 8);
      assert.equal(await readAll(each, stdout), "abc<5>");
      assert.deepEqual(partsOf(await each.readLog(stdout, 3, 10)), [{ offset: 8, text: "", gap: 5 }]);
      assert.deepEqual(await each.readLog(stdout, 8, 10), []);
    }
    await appendLog(store, chunk(8, "x"));
    assert.equal(await readAll(store, stdout), "abc<5>x");
  });

  test("fits any chunks together", async ({ store, crash }) => {
    const whole = Array.from({ length: 2000 }, (_, index) => String.fromCharCode(97 + (index % 26))).join("");
    for (let round = 1, end = 0; end < whole.length; round += 1) {
      const offset = Math.max(0, end - ((round * 7) % 40));
      const size = (round * 13) % 97;
      await appendLog(store, chunk(offset, whole.slice(offset, offset + size)));
      end = Math.max(end, Math.min(whole.length, offset + size));
      assert.equal(await store.length(stdout), end);
    }
    assert.equal(await readAll(store, stdout, 33), whole);
    assert.equal(await readAll(await crash(), stdout), whole);
  });

  test("keeps large pieces between small ones", async ({ store, crash }) => {
    const pieces = ["small;", "L".repeat(3_000_000), ";small;", "M".repeat(100_000), "N".repeat(40_000), ";end"];
    let offset = 0;
    for (const piece of pieces) {
      await appendLog(store, chunk(offset, piece));
      offset += piece.length;
    }
    await appendLog(store, chunk(offset + 5, "O".repeat(50_000)), chunk(offset, "late"));
    const expected = `${pieces.join("")}<5>${"O".repeat(50_000)}`;
    for (const each of [store, await crash()]) {
      assert.equal(await readAll(each, stdout, 77_777), expected);
      assert.deepEqual(partsOf(await each.readLog(stdout, 3_000_004, 6)), [
        { offset: 3_000_004, text: "LL", gap: 0 },
        { offset: 3_000_006, text: ";sma", gap: 0 },
      ]);
    }
  });
}
