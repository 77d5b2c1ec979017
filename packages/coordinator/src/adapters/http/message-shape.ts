/** The fields of a message, by their names in JSON: read once from the descriptors of the .proto files. */
import { packageDefinition } from "@troupe/proto";

export interface MessageShape {
  /** By camelCase name. */
  readonly fields: ReadonlyMap<string, FieldShape>;
}

export interface FieldShape {
  readonly name: string;
  readonly repeated: boolean;
  readonly value: ValueShape;
}

export type ValueShape =
  | { readonly kind: "text" | "bool" | "int32" | "int64" | "double" | "bytes" | "timestamp" }
  | { readonly kind: "enum"; readonly values: ReadonlyMap<string, number> }
  /** A function, because messages may hold themselves. */
  | { readonly kind: "message"; readonly shape: () => MessageShape }
  | { readonly kind: "map"; readonly value: () => ValueShape };

/** The part of google.protobuf's DescriptorProto that matters here. */
interface Descriptor {
  readonly name: string;
  readonly field?: readonly FieldDescriptor[];
  readonly nestedType?: readonly Descriptor[];
  readonly enumType?: readonly Descriptor[];
  readonly value?: readonly { readonly name: string; readonly number: number }[];
  readonly options?: { readonly mapEntry?: boolean } | null;
}

interface FieldDescriptor {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly typeName: string;
}

const shapes = new WeakMap<object, MessageShape>();

/** `type` is what a method's definition calls its `requestType.type`. */
export function shapeOf(type: object): MessageShape {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const descriptor = type as Descriptor;
  const fields = (descriptor.field ?? []).map((field) => [field.name, fieldShape(field, descriptor)] as const);
  const shape = { fields: new Map(fields) };
  shapes.set(type, shape);
  return shape;
}

function fieldShape(field: FieldDescriptor, owner: Descriptor): FieldShape {
  const value = valueShape(field, owner);
  return { name: field.name, repeated: field.label === "LABEL_REPEATED" && value.kind !== "map", value };
}

const scalars: Readonly<Record<string, Extract<ValueShape, { readonly kind: string }>["kind"]>> = {
  TYPE_STRING: "text",
  TYPE_BOOL: "bool",
  TYPE_INT32: "int32",
  TYPE_UINT32: "int32",
  TYPE_INT64: "int64",
  TYPE_UINT64: "int64",
  TYPE_FLOAT: "double",
  TYPE_DOUBLE: "double",
  TYPE_BYTES: "bytes",
};

function valueShape(field: FieldDescriptor, owner: Descriptor): ValueShape {
  if (field.typeName === "google.protobuf.Timestamp") return { kind: "timestamp" };
  if (field.type === "TYPE_ENUM") return { kind: "enum", values: enumValues(lookup(field.typeName, owner)) };
  if (field.type === "TYPE_MESSAGE") return messageShape(lookup(field.typeName, owner));
  const kind = scalars[field.type];
  if (kind === undefined) throw new TypeError(`${owner.name}.${field.name} has the type ${field.type}`);
  return { kind } as ValueShape;
}

function messageShape(type: Descriptor): ValueShape {
  if (type.options?.mapEntry !== true) return { kind: "message", shape: () => shapeOf(type) };
  return {
    kind: "map",
    value: () => shapeOf(type).fields.get("value")?.value ?? { kind: "text" },
  };
}

function enumValues(type: Descriptor): ReadonlyMap<string, number> {
  return new Map((type.value ?? []).map(({ name, number }) => [name, number]));
}

/** Names are relative to the message that uses them: its own types first, then those of the package. */
function lookup(name: string, owner: Descriptor): Descriptor {
  const nested = [...(owner.nestedType ?? []), ...(owner.enumType ?? [])].find((type) => type.name === name);
  if (nested !== undefined) return nested;
  const found = packageDefinition[`troupe.v1.${name}`] ?? packageDefinition[name];
  if (found === undefined || !("type" in found)) throw new TypeError(`${owner.name} uses ${name}, which is not loaded`);
  return found.type as Descriptor;
}
