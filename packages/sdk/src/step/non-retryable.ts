/** An error that says of itself that another attempt would be in vain. */

// The agent's worker looks for it: a bundle may bring another copy of this package.
const mark: unique symbol = Symbol.for("troupe.non-retryable") as never;

/**
 * Throw it where another attempt would fail in the same way: the task ends, whatever budget of retries is left. An error
 * of a class that extends it does the same.
 *
 * @example
 * ```ts
 * const count = task("count", { input: { rows: z.array(z.number()) } }, ({ rows }) => {
 *   if (rows.length === 0) throw new NonRetryable("the table has no rows");
 * });
 * ```
 */
export class NonRetryable extends Error {
  override readonly name: string = "NonRetryable";
  readonly [mark] = true;
}
