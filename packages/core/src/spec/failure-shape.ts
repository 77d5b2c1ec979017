/** The parts of a spec that say what happens when things go wrong: do they have the shape that they should? */
import { isObject } from "../json.ts";
import { ruleLimits } from "../metric-rules/metric-rule.ts";
import { notifyCauses, notifyKinds, notifyLimits } from "../notify/notify-rule.ts";
import type { Look } from "./look.ts";

export function checkRetryRules(look: Look, retries: Readonly<Record<string, unknown>>, at: string): void {
  for (const name of ["only", "never"] as const)
    if (retries[name] !== undefined) checkFilter(look, retries[name], `${at}.${name}`);
  if (retries.memoryOnOom === undefined) return;
  const fields = look.object(retries.memoryOnOom, `${at}.memoryOnOom`, ["factor", "maxBytes?"]);
  if (fields === undefined) return;
  look.number(fields.factor, `${at}.memoryOnOom.factor`, 1, 100);
  if (fields.maxBytes !== undefined) look.count(fields.maxBytes, `${at}.memoryOnOom.maxBytes`, 1);
}

function checkFilter(look: Look, filter: unknown, at: string): void {
  const fields = look.object(filter, at, ["exitCodes?", "errors?"]);
  if (fields === undefined) return;
  const { exitCodes = [], errors = [] } = fields;
  for (const [index, code] of look.list(exitCodes, `${at}.exitCodes`).entries())
    look.count(code, `${at}.exitCodes[${index}]`, 1, 255);
  for (const [index, name] of look.list(errors, `${at}.errors`).entries())
    look.pattern(name, `${at}.errors[${index}]`, /^[A-Za-z_$][\w$.]{0,199}$/, "name a type of error: TimeoutError");
  if (fields.exitCodes === undefined && fields.errors === undefined)
    look.add(at, "is empty", "give it exitCodes, or errors");
}

export function checkWatchdog(look: Look, watchdog: unknown, at: string): void {
  const fields = look.object(watchdog, at, ["stallMs", "action"]);
  if (fields === undefined) return;
  look.count(fields.stallMs, `${at}.stallMs`, 1);
  look.oneOf(fields.action, `${at}.action`, ["restart", "fail"]);
}

export function checkMetricRules(look: Look, rules: unknown, at: string): void {
  const list = look.list(rules, at);
  if (list.length > ruleLimits.rules)
    look.add(at, `has ${list.length} rules`, `give a step at most ${ruleLimits.rules}`);
  for (const [index, rule] of list.entries()) {
    const fields = look.object(rule, `${at}[${index}]`, ["metric", "when", "action"]);
    if (fields === undefined) continue;
    look.text(fields.metric, `${at}[${index}].metric`);
    look.oneOf(fields.action, `${at}[${index}].action`, ["stop", "fail", "mark"]);
    checkCondition(look, fields.when, `${at}[${index}].when`);
  }
}

const thresholds: readonly unknown[] = ["gt", "gte", "lt", "lte"];
const tests = [...thresholds, "nan", "infinite", "plateau"];

function checkCondition(look: Look, when: unknown, at: string): void {
  const test = isObject(when) ? when.test : undefined;
  look.oneOf(test, `${at}.test`, tests);
  if (!tests.includes(test)) return;
  if (test === "plateau") return checkPlateau(look, when, at);
  const isThreshold = thresholds.includes(test);
  const fields = look.object(when, at, isThreshold ? ["test", "value", "points?"] : ["test", "points?"]);
  if (fields === undefined) return;
  if (isThreshold) look.number(fields.value, `${at}.value`, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (fields.points !== undefined) look.count(fields.points, `${at}.points`, 1, ruleLimits.points);
}

function checkPlateau(look: Look, when: unknown, at: string): void {
  const fields = look.object(when, at, ["test", "window", "minDelta", "goal"]);
  if (fields === undefined) return;
  look.count(fields.window, `${at}.window`, 1, ruleLimits.points);
  look.number(fields.minDelta, `${at}.minDelta`, 0, Number.POSITIVE_INFINITY);
  look.oneOf(fields.goal, `${at}.goal`, ["min", "max"]);
}

export function checkNotify(look: Look, notify: unknown): void {
  const list = look.list(notify, "notify");
  if (list.length > notifyLimits.rules)
    look.add("notify", `has ${list.length} entries`, `give a pipeline at most ${notifyLimits.rules}`);
  for (const [index, rule] of list.entries()) {
    const at = `notify[${index}]`;
    const fields = look.object(rule, at, ["to", "on"]);
    if (fields === undefined) continue;
    const causes = look.list(fields.on, `${at}.on`);
    if (causes.length === 0) look.add(`${at}.on`, "is empty", `name at least one of ${notifyCauses.join(", ")}`);
    for (const [place, cause] of causes.entries()) look.oneOf(cause, `${at}.on[${place}]`, notifyCauses);
    checkTarget(look, fields.to, `${at}.to`);
  }
}

function checkTarget(look: Look, target: unknown, at: string): void {
  const kind = isObject(target) ? target.kind : undefined;
  const isEmail = kind === "email";
  const fields = look.object(target, at, isEmail ? ["kind", "connection", "to"] : ["kind", "connection"]);
  if (fields === undefined) return;
  look.oneOf(kind, `${at}.kind`, notifyKinds);
  look.name(fields.connection, `${at}.connection`);
  if (!isEmail) return;
  const addresses = look.list(fields.to, `${at}.to`);
  if (addresses.length === 0 || addresses.length > notifyLimits.addresses)
    look.add(`${at}.to`, `has ${addresses.length} addresses`, `give it 1 to ${notifyLimits.addresses}`);
  for (const [place, address] of addresses.entries())
    look.pattern(
      address,
      `${at}.to[${place}]`,
      /^[^\s<>,;"@]{1,64}@[^\s<>,;"@]{1,255}$/,
      "give an address: ml@example.com",
    );
}
