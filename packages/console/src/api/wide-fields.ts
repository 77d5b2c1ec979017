/**
 * Wide numbers: 64-bit integers come as texts in the JSON of protobuf, as do NaN and the infinities. Here they become
 * numbers again, by the fields that the .proto files say are such; a text of a user that looks like a number stays one.
 */

export interface WideFields {
  /** By message, by field: "#" is a wide number, else the message that the field holds; "*" before it: a map of those. */
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The message that a method answers with: "RunService/GetRun". */
  readonly responses: Readonly<Record<string, string>>;
}

/** Changes the value that JSON.parse made, in place: nobody else has it yet. */
export function widen(fields: WideFields, message: string | undefined, value: unknown): unknown {
  const known = message === undefined ? undefined : fields.messages[message];
  if (known === undefined || !isObject(value)) return value;
  for (const [name, kind] of Object.entries(known)) {
    const held = value[name];
    if (held !== undefined) value[name] = Array.isArray(held) ? held.map((item) => one(kind, item)) : one(kind, held);
  }
  return value;

  function one(kind: string, item: unknown): unknown {
    if (kind === "#") return Number(item);
    if (!kind.startsWith("*")) return widen(fields, kind, item);
    if (!isObject(item)) return item;
    for (const key of Object.keys(item)) item[key] = one(kind.slice(1), item[key]);
    return item;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
