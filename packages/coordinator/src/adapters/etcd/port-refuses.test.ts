import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { isLocal, portRefuses } from "./port-refuses.ts";

const leader = (address: string | null) => ({ name: "a", address, httpUrl: null, term: 1 });

describe("a leader is gone", () => {
  it("if its machine refuses connections to its port, and not while somebody listens there", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await portRefuses(leader(address))).toBe(false);
    server.close();
    await once(server, "close");
    expect(await portRefuses(leader(address))).toBe(true);
  });

  it.each([null, "no.such.host.invalid:7000", "nonsense"])("never, if all that is known is %s", async (address) => {
    expect(await portRefuses(leader(address))).toBe(false);
  });
});

describe("an address", () => {
  it.each(["127.0.0.1:1", "localhost:1", "[::1]:1", "0.0.0.0:1", "[::]:1", ":1"])(
    "%s means each machine's own",
    (local) => {
      expect(isLocal(local)).toBe(true);
    },
  );

  it.each(["10.0.0.1:1", "coordinator-1:7000", "[2001:db8::1]:1"])("%s means one machine", (address) => {
    expect(isLocal(address)).toBe(false);
  });
});
