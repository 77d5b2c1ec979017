/** Arms as authors write them. */
import type * as spec from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import type { Reader } from "../ref/express.ts";
import { type Condition, expressCondition } from "./condition.ts";
import type { Arm } from "./decide.ts";

/** `name: [condition, then]`, and `otherwise: then`. `then` gets what `subjectOf` says for the arm. */
export function armsOf(id: string, arms: object, reader: Reader, subjectOf: (arm: string) => unknown): readonly Arm[] {
  return Object.entries(arms).map(([name, arm]: readonly [string, unknown]) => {
    const [condition, then] = name === "otherwise" ? [undefined, arm] : pairOf(id, name, arm);
    if (typeof then !== "function") throw notAnArm(id, name);
    return { name, if: conditionOf(condition, { ...reader, who: `${id}.${name}` }), body: () => then(subjectOf(name)) };
  });
}

function conditionOf(condition: unknown, reader: Reader): spec.Condition {
  return condition === undefined ? { test: "otherwise" } : expressCondition(condition as Condition, reader);
}

function pairOf(id: string, name: string, arm: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(arm) || arm.length !== 2 || arm[0] === undefined) throw notAnArm(id, name);
  return [arm[0], arm[1]];
}

function notAnArm(id: string, name: string): Error {
  const fix = name === "otherwise" ? "write otherwise: () => step(…)" : `write ${name}: [condition, () => step(…)]`;
  return invalidSpec({ field: `${id}.${name}`, message: "is not an arm", fix });
}
