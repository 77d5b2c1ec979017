/** Rows of a PostgreSQL database. */
import { Pool, types } from "pg";
import type { RowSource } from "../../ports/look.ts";

const connectMs = 10_000;

const asText = (text: string): unknown => text;
/** Whole numbers are numbers; days and times without a zone stay what they are, and become no instant of this machine. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [types.builtins.INT8]: BigInt,
  [types.builtins.DATE]: asText,
  [types.builtins.TIMESTAMP]: asText,
};

function parserOf(oid: number, format?: "text" | "binary"): (text: string) => unknown {
  return parsers[oid] ?? types.getTypeParser(oid, format as "text");
}

export class PgRowSource implements RowSource {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({
      connectionString: url,
      max: 4,
      connectionTimeoutMillis: connectMs,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: true,
    });
    // A connection that breaks while nobody uses it: the next look opens another.
    this.#pool.on("error", () => {});
  }

  async firstRow(query: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined> {
    const client = await this.#pool.connect();
    // The only way to leave a query: its connection goes with it.
    const hangUp = () => client.release(true);
    let isOpen = true;
    const { promise: left, reject } = Promise.withResolvers<never>();
    const leave = () => {
      isOpen = false;
      hangUp();
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    try {
      await Promise.race([client.query("begin read only"), left]);
      const asked = { text: query, types: { getTypeParser: parserOf } };
      const { rows } = await Promise.race([client.query<Record<string, unknown>>(asked), left]);
      await Promise.race([client.query("rollback"), left]);
      return rows[0];
    } catch (error) {
      // It is in a transaction that failed: not for another one to take.
      if (isOpen) hangUp();
      isOpen = false;
      throw error;
    } finally {
      signal.removeEventListener("abort", leave);
      left.catch(() => {});
      if (isOpen) client.release();
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
