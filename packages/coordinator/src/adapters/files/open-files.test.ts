import { constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OpenFiles } from "./open-files.ts";

const flags = constants.O_RDWR | constants.O_CREAT;

describe("open files", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "troupe-open-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  it("opens a file once for all who use it", async () => {
    const files = new OpenFiles(4);
    const descriptors = await Promise.all(
      [1, 2, 3].map(() => files.use(join(root, "a"), flags, async (file) => file.fd)),
    );
    expect(new Set(descriptors).size).toBe(1);
    await files.close();
    expect(files.size).toBe(0);
  });

  it("closes the least recently used when another is needed", async () => {
    const files = new OpenFiles(2);
    const descriptorOf = (name: string) => files.use(join(root, name), flags, async (file) => file.fd);
    const a = await descriptorOf("a");
    await descriptorOf("b");
    await descriptorOf("a");
    await descriptorOf("c");
    expect(files.size).toBe(2);
    expect(await descriptorOf("a")).toBe(a);
    await files.close();
  });

  it("makes users wait while all are in use", async () => {
    const files = new OpenFiles(2);
    let most = 0;
    let now = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        files.use(join(root, `f${index}`), flags, async (file) => {
          now += 1;
          most = Math.max(most, now);
          await file.write("x");
          now -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
    await files.close();
  });

  it("tries again to open what could not be opened", async () => {
    const files = new OpenFiles(1);
    const path = join(root, "later");
    await expect(files.use(path, constants.O_RDWR, async () => {})).rejects.toThrow("ENOENT");
    expect(await files.use(path, flags, async () => "opened")).toBe("opened");
    await files.close();
  });

  it("closes only what is meant, and after its user", async () => {
    const files = new OpenFiles(4);
    await files.use(join(root, "kept"), flags, async () => {});
    const using = Promise.withResolvers<void>();
    const used = files.use(join(root, "meant"), flags, async (file) => {
      await using.promise;
      await file.write("still open");
    });
    const closed = files.close((path) => path.endsWith("meant"));
    using.resolve();
    await used;
    await closed;
    expect(files.size).toBe(1);
    await files.close();
  });
});
