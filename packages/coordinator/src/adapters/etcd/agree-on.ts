/** A text that stands at a key for ever: whoever writes first says which, and all read that. */
import type { EtcdClient } from "./client.ts";

export async function agreeOn(client: EtcdClient, what: string, key: Buffer, text: string): Promise<string> {
  // May be sent twice: whoever is first, and be it an earlier try, is the one whom all read.
  const made = await client.read(what, ({ kv }) =>
    kv.txn({
      compare: [{ key, target: "Version", result: "Equal", version: 0 }],
      success: [{ request_put: { key, value: Buffer.from(text) } }, { request_range: { key } }],
      failure: [{ request_range: { key } }, { request_range: { key } }],
    }),
  );
  return made.responses[1]?.response_range.kvs[0]?.value.toString() ?? agreeOn(client, what, key, text);
}
