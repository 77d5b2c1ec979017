import { describe, expect, test } from "vitest";
import { formatEndpoint, isLoopback, parseEndpoint } from "./endpoint.ts";

describe("parseEndpoint", () => {
  test.each([
    ["127.0.0.1:7420", "127.0.0.1", 7420],
    ["[::1]:0", "::1", 0],
    ["localhost:65535", "localhost", 65_535],
    ["gpu-1.example.com:80", "gpu-1.example.com", 80],
  ])("%s", (text, host, port) => {
    const endpoint = parseEndpoint(text);
    expect(endpoint).toEqual({ host, port });
    expect(formatEndpoint({ host, port })).toBe(text);
  });

  test.each(["", "7420", ":7420", "127.0.0.1", "127.0.0.1:", "::1:7420", "[::1]", "[x]:1", "a b:1", "h:65536", "h:-1"])(
    "%j is none",
    (text) => expect(parseEndpoint(text)).toBeUndefined(),
  );
});

describe("isLoopback", () => {
  test.each(["127.0.0.1", "127.8.9.10", "::1", "localhost", "LOCALHOST"])("%s is", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  // A name may resolve to anything tomorrow, also one that begins like an address.
  test.each([
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "128.0.0.1",
    "localhost.example.com",
    "127.0.0.1.example.com",
    "my-host",
    "",
  ])("%s is not", (host) => expect(isLoopback(host)).toBe(false));
});
