/** What a run is given of a delivery. */
import { describe, expect, it, test } from "vitest";
import { follow, paramsOfBody } from "./params-of-body.ts";

const body = (value: unknown): Uint8Array => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const secret = "GITHUB";

describe("params", () => {
  it("are the body itself, unless the pipeline says where they stand", () => {
    expect(paramsOfBody({ secret }, body({ trees: 10 }))).toEqual({ trees: 10 });
    expect(paramsOfBody({ secret }, body(""))).toEqual({});
    expect(paramsOfBody({ secret, params: {} }, body({ trees: 10 }))).toEqual({});
  });

  it("are taken from where the pipeline says; what is not there is left to the default", () => {
    const push = { after: "0a1b", repository: { full_name: "acme/churn" }, commits: [{ id: 1 }] };
    const params = { commit: "/after", from: "/repository/full_name", first: "/commits/0/id", none: "/pusher/name" };
    expect(paramsOfBody({ secret, params }, body(push))).toEqual({ commit: "0a1b", from: "acme/churn", first: 1 });
  });

  test.each([["[1]"], ["null"], ["{"], ["payload=%7B%7D"], [Buffer.from([0xff, 0xfe])]])(
    "are refused of %j",
    (sent) => {
      const bytes = typeof sent === "string" ? body(sent) : sent;
      expect(() => paramsOfBody({ secret }, bytes)).toThrow(expect.objectContaining({ code: "WEBHOOK_BODY" }));
    },
  );
});

/** The examples of RFC 6901. */
const document = { foo: ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, " ": 7 };
test.each([
  ["", document],
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/m~0n", 8],
  ["/ ", 7],
  ["/foo/2", undefined],
  ["/foo/00", undefined],
  ["/foo/length", undefined],
  ["/toString", undefined],
  ["/__proto__", undefined],
])("a pointer %j", (pointer, found) => {
  expect(follow(document, pointer)).toEqual(found);
});
