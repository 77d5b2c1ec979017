/** All curves that are on a page, by what they are of; and the bytes that the API tells their numbers in. */
import { Curve, type CurveOf, curveKey } from "./curve.ts";

/** Of MetricColumns, in base64. */
export interface WireColumns {
  readonly task: string;
  readonly attempt: number;
  readonly name: string;
  readonly steps: string;
  readonly values: string;
  readonly at: string;
}

export class CurveBook {
  readonly #curves = new Map<string, Curve>();
  #revision = 0;

  /** Grows with each change. */
  get revision(): number {
    return this.#revision;
  }

  /** In the order in which they came. */
  get curves(): readonly Curve[] {
    return [...this.#curves.values()];
  }

  append(runId: string, columns: readonly WireColumns[]): void {
    for (const { task, attempt, name, steps, values, at } of columns)
      this.#curve({ runId, task, attempt, name }).append(numbersOf(steps), numbersOf(values), numbersOf(at));
    this.#revision++;
  }

  /** What was told of a run is told again, or asked for no more. */
  forget(runId: string): void {
    for (const [key, { of }] of this.#curves) if (of.runId === runId) this.#curves.delete(key);
    this.#revision++;
  }

  #curve(of: CurveOf): Curve {
    const key = curveKey(of);
    const known = this.#curves.get(key);
    if (known !== undefined) return known;
    const made = new Curve(of);
    this.#curves.set(key, made);
    return made;
  }
}

/** 64-bit floating-point numbers, little-endian, in base64. */
export function numbersOf(base64: string): Float64Array {
  const binary = atob(base64);
  const view = new DataView(new ArrayBuffer(binary.length));
  for (let index = 0; index < binary.length; index++) view.setUint8(index, binary.charCodeAt(index));
  return Float64Array.from({ length: Math.floor(binary.length / 8) }, (_, index) => view.getFloat64(index * 8, true));
}

/** What an attempt uses of its machine, beside what its program measures. */
export function isSystemMetric(name: string): boolean {
  return name.startsWith("system.");
}

/** Names in an order that people expect: the program's own first, numbers by their size. */
export function namesOf(curves: readonly Curve[]): readonly string[] {
  const collator = new Intl.Collator("en", { numeric: true });
  return [...new Set(curves.map(({ of }) => of.name))].sort(
    (a, b) => Number(isSystemMetric(a)) - Number(isSystemMetric(b)) || collator.compare(a, b),
  );
}
