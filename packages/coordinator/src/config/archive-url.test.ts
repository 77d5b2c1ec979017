import { describe, expect, it } from "vitest";
import { parseArchiveUrl } from "./archive-url.ts";

describe("the archive's URL", () => {
  it("names a directory", () => {
    expect(parseArchiveUrl("file:///srv/troupe/my%20archive")).toEqual({
      kind: "directory",
      path: "/srv/troupe/my archive",
    });
  });

  it("names a bucket at Amazon, or elsewhere", () => {
    expect(parseArchiveUrl("s3://models?region=eu-west-1")).toEqual({
      kind: "s3",
      bucket: "models",
      prefix: "",
      endpoint: undefined,
      region: "eu-west-1",
    });
    expect(parseArchiveUrl("s3://models/troupe/prod?endpoint=http://127.0.0.1:9000")).toEqual({
      kind: "s3",
      bucket: "models",
      prefix: "troupe/prod/",
      endpoint: "http://127.0.0.1:9000",
      region: undefined,
    });
  });

  it.each([
    ["/srv/archive", "is neither a file: nor an s3: URL"],
    ["https://bucket", "is neither a file: nor an s3: URL"],
    ["file://host/srv", "is no directory of this machine"],
    ["file:///", "is no directory of this machine"],
    ["s3://", "names no bucket"],
    ["s3://Capitals_", "names no bucket"],
    ["s3://bucket/a//b", "has a prefix that is none"],
    ["s3://bucket/a/.hidden", "has a prefix that is none"],
    ["s3://bucket?regio=x", 'has a parameter "regio" that means nothing'],
    ["s3://bucket?endpoint=9000", "has an endpoint that is no http: or https: URL"],
  ])("refuses %s", (text, what) => {
    const refused = expect.objectContaining({ code: "INVALID_SETTING", message: expect.stringContaining(what) });
    expect(() => parseArchiveUrl(text)).toThrow(refused);
  });

  it("refuses credentials, and does not repeat them", () => {
    const parse = () => parseArchiveUrl("s3://key:secret@bucket");
    expect(parse).toThrow("holds credentials");
    expect(parse).not.toThrow("secret@");
  });
});
