import * as grpc from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { decodeErrorDetails, type ErrorDetails, encodeErrorDetails, errorDetails } from "./error-details.ts";

const details: ErrorDetails = {
  reason: "INVALID_PARAMS",
  metadata: { runId: "01j" },
  violations: [{ field: "params.trees", message: "is -1", fix: "Give a whole number of at least 1." }],
  resource: { type: "pipeline", name: "churn" },
};

describe("error details", () => {
  test("come back as they were sent", () => {
    expect(decodeErrorDetails(encodeErrorDetails(3, "invalid", details))).toEqual(details);
  });

  test("are found in the trailer of a failed call", () => {
    const metadata = new grpc.Metadata();
    metadata.set("grpc-status-details-bin", encodeErrorDetails(3, "invalid", details));
    expect(errorDetails(Object.assign(new Error("3 INVALID_ARGUMENT"), { metadata }))).toEqual(details);
  });

  test("are absent from errors that carry none, or garbage", () => {
    const metadata = new grpc.Metadata();
    expect(errorDetails(Object.assign(new Error("14 UNAVAILABLE"), { metadata }))).toBeUndefined();
    expect(errorDetails(new Error("no call"))).toBeUndefined();
    expect(errorDetails(undefined)).toBeUndefined();
    expect(decodeErrorDetails(Buffer.from("not a message"))).toBeUndefined();
  });
});
