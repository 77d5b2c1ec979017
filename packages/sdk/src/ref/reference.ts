/** The run-time half of references: proxies over expressions, which know where they may be read. */
import { fieldOf } from "./field-of.ts";
import type { Origin } from "./origin.ts";
import type { Handle, Ref } from "./ref.ts";
import { show } from "./show.ts";

/** Where a reference may be read: while this is being built, in this scope and inside of it. */
export interface Home {
  readonly builder: object;
  readonly scope: readonly ScopeFrame[];
}

/** A map or an arm around what is being built. Compared by identity. */
export interface ScopeFrame {
  /** As it stands in the spec: `each[]`, `quality/production`. */
  readonly segment: string;
  /** For messages. */
  readonly label: () => string;
}

export interface Known {
  readonly origin: Origin;
  readonly home: Home;
}

// Two copies of this package in one process must read each other's references.
const known: unique symbol = Symbol.for("troupe.reference");
const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");

interface Target extends Known {
  [inspect](): string;
}

/** A proxy whose fields are references again. Everything that would treat it as a value says what to do instead. */
export function reference<T>(origin: Origin, home: Home): Ref<T> {
  const target: Target = { origin, home, [inspect]: () => `Ref<${show(origin)}>` };
  return new Proxy(target, traps) as unknown as Ref<T>;
}

export function isReference(value: unknown): value is Handle<unknown> {
  return typeof value === "object" && value !== null && known in value;
}

export function knownOf(ref: Handle<unknown>): Known {
  return (ref as unknown as { readonly [known]: Known })[known];
}

const traps: ProxyHandler<Target> = {
  get(target, key) {
    if (key === known) return target;
    // An `await` looks for it: the body is not asynchronous, and says so itself.
    if (key === "then") return undefined;
    if (typeof key === "string") return reference(fieldOf(target.origin, key), target.home);
    if (key === Symbol.iterator) throw misused(target, "is a list only when the run has it: use map(list, each)");
    if (key === Symbol.toPrimitive) {
      throw misused(target, "has a value only when the run has it: use text`…`, or a condition such as gte(…)");
    }
    return undefined;
  },
  has(target, key) {
    if (typeof key === "symbol") return key === known;
    throw misused(target, "has its fields only when the run has it: for what may be absent use when(id, ref, …)");
  },
  ownKeys(target) {
    throw misused(target, "cannot be spread or written out: name the fields that you need");
  },
  set(target, key) {
    throw misused(target, `belongs to the run: its ${String(key)} cannot be set`);
  },
  deleteProperty(target, key) {
    throw misused(target, `belongs to the run: its ${String(key)} cannot be deleted`);
  },
};

function misused({ origin }: Target, advice: string): TypeError {
  return new TypeError(`${show(origin)} ${advice}`);
}
