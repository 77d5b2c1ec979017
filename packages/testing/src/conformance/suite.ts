/**
 * How a conformance suite meets a test runner and an adapter. It takes the runner's `describe` and `it`, so that it runs
 * under vitest and under node:test, and checks with node:assert. Every test gets a fresh subject.
 */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
}

/** An adapter under test with what the suite needs to do to it from outside. */
export interface Subject {
  /** Closes what is open and removes what was written. */
  dispose(): Promise<void>;
}

export type Test<Fresh extends Subject> = (claim: string, body: (subject: Fresh) => Promise<void>) => void;

export function testWith<Fresh extends Subject>(runner: TestRunner, open: () => Promise<Fresh>): Test<Fresh> {
  return (claim, body) =>
    runner.it(claim, async () => {
      const subject = await open();
      try {
        await body(subject);
      } finally {
        await subject.dispose();
      }
    });
}

const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder() };

export function bytesOf(text: string): Uint8Array {
  return utf8.encoder.encode(text);
}

export function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : utf8.decoder.decode(bytes);
}

/** For `assert.rejects` and `assert.throws`: a TroupeError with this code and reaction. */
export function troupeError(code: string, reaction: string): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof Error) || error.name !== "TroupeError") return false;
    return "code" in error && error.code === code && "reaction" in error && error.reaction === reaction;
  };
}
