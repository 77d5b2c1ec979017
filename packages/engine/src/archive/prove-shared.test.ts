import { describe, expect, it } from "vitest";
import { MemoryArchive, MemoryArchiveDisk } from "../adapters/memory/archive.ts";
import { type AgreedText, proveShared } from "./prove-shared.ts";

class Agreed implements AgreedText {
  #text: string | undefined;

  async agree(text: string): Promise<string> {
    this.#text ??= text;
    return this.#text;
  }
}

let nonces = 0;
const prove = (archive: MemoryArchive, agreed: AgreedText, clusterId = "c1") => {
  nonces += 1;
  return proveShared(archive, { clusterId, agreed, nonce: `n${nonces}` });
};

describe("a shared archive", () => {
  it("is accepted by all that share it, also when they start at once, and again", async () => {
    const disk = new MemoryArchiveDisk();
    const agreed = new Agreed();
    await Promise.all([1, 2, 3].map(() => prove(new MemoryArchive(disk), agreed)));
    await prove(new MemoryArchive(disk), agreed);
    expect(disk.names.size).toBe(1);
  });

  it("is refused by whoever has another one, first or later", async () => {
    const agreed = new Agreed();
    const started = await Promise.allSettled([prove(new MemoryArchive(), agreed), prove(new MemoryArchive(), agreed)]);
    const refused = expect.objectContaining({ code: "ARCHIVE_NOT_SHARED", reaction: "fatal" });
    expect(started).toEqual([
      { status: "fulfilled", value: undefined },
      { status: "rejected", reason: refused },
    ]);
    await expect(prove(new MemoryArchive(), agreed)).rejects.toEqual(refused);
  });

  it("is refused by another cluster", async () => {
    const archive = new MemoryArchive();
    await prove(archive, new Agreed(), "c1");
    const refused = expect.objectContaining({ code: "ARCHIVE_OF_ANOTHER_CLUSTER", reaction: "fatal" });
    await expect(prove(archive, new Agreed(), "c2")).rejects.toEqual(refused);
  });
});
