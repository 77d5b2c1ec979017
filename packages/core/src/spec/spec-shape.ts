/** Is this JSON a pipeline spec at all? Looks at every field, so that what follows may trust the types. */
import { isDigest } from "../artifact.ts";
import type { Problem } from "../error.ts";
import { isObject } from "../json.ts";
import { checkSchedule } from "../schedule/check-schedule.ts";
import { show } from "../schema/validate-json.ts";
import { checkCondition, checkExpression } from "./expression-shape.ts";
import { checkMetricRules, checkNotify, checkRetryRules, checkWatchdog } from "./failure-shape.ts";
import { Look } from "./look.ts";
import { nodeRules, specLimits } from "./pipeline-spec.ts";
import { checkPipelinePlacement, checkStepPlacement } from "./placement-shape.ts";
import { checkPoll } from "./poll-shape.ts";
import { checkRetention } from "./retention-shape.ts";
import { checkDatasets, checkOverlap, checkPublications, checkTrigger, checkWebhook } from "./starting-shape.ts";
import { waitingKinds } from "./waiting.ts";
import { checkWaiting } from "./waiting-shape.ts";

export function checkShape(spec: unknown): readonly Problem[] {
  const look = new Look();
  const root = look.object(spec, "spec", [
    "format",
    "name",
    "description?",
    "params",
    "steps",
    "nodes",
    "outputs?",
    "uses?",
    "timeoutMs?",
    "priority?",
    "weight?",
    "maxParallel?",
    "notify?",
    "overlap?",
    "schedule?",
    "datasets?",
    "publishes?",
    "on?",
    "webhook?",
    "retention?",
  ]);
  if (root === undefined) return look.problems;
  look.oneOf(root.format, "format", [1]);
  look.name(root.name, "name");
  look.schema(root.params, "params");
  if (root.timeoutMs !== undefined) look.count(root.timeoutMs, "timeoutMs", 1);
  if (root.overlap !== undefined) checkOverlap(look, root.overlap);
  if (root.schedule !== undefined)
    for (const { field, message, fix } of checkSchedule(root.schedule)) look.add(field, message, fix);
  checkPipelinePlacement(look, root);
  if (root.datasets !== undefined) checkDatasets(look, root.datasets);
  if (root.publishes !== undefined)
    checkPublications(look, root.publishes, (value, at) => checkExpression(look, value, at, 0));
  if (root.on !== undefined) checkTrigger(look, root.on);
  if (root.webhook !== undefined) checkWebhook(look, root.webhook);
  for (const [name, schema] of look.entries(root.uses ?? {}, "uses")) look.schema(schema, `uses["${name}"]`);
  for (const [name, step] of look.entries(root.steps, "steps")) checkStep(look, name, step);
  for (const [index, node] of look.list(root.nodes, "nodes").entries()) checkNode(look, node, index);
  if (root.outputs !== undefined) checkExpression(look, root.outputs, "outputs", 0);
  if (root.notify !== undefined) checkNotify(look, root.notify);
  if (root.retention !== undefined) checkRetention(look, root.retention);
  return look.problems;
}

function checkStep(look: Look, name: string, step: unknown): void {
  const at = `steps["${name}"]`;
  look.name(name, at);
  const fields = look.object(step, at, [
    "runs",
    "role?",
    "input",
    "output?",
    "metrics?",
    "limits",
    "cache?",
    "description?",
  ]);
  if (fields === undefined) return;
  if (fields.role !== undefined) look.oneOf(fields.role, `${at}.role`, ["step", "check"]);
  look.schema(fields.input, `${at}.input`);
  if (fields.output !== undefined) look.schema(fields.output, `${at}.output`);
  if (fields.metrics !== undefined)
    for (const [index, metric] of look.list(fields.metrics, `${at}.metrics`).entries())
      look.text(metric, `${at}.metrics[${index}]`);
  checkLimits(look, fields.limits, `${at}.limits`, false);
  if (fields.cache !== undefined) checkCache(look, fields.cache, `${at}.cache`);
  checkExecutable(look, fields.runs, `${at}.runs`);
}

function checkCache(look: Look, cache: unknown, at: string): void {
  const fields = look.object(cache, at, ["maxAgeMs?", "files?", "code?", "version?"]);
  if (fields === undefined) return;
  if (fields.maxAgeMs !== undefined) look.count(fields.maxAgeMs, `${at}.maxAgeMs`, 1);
  if (fields.version !== undefined) look.text(fields.version, `${at}.version`);
  for (const [index, file] of look.list(fields.files ?? [], `${at}.files`).entries())
    look.file(file, `${at}.files[${index}]`);
  if (fields.code !== undefined && !isDigest(fields.code))
    look.add(`${at}.code`, `is ${show(fields.code)}`, 'give it a digest: "sha256:" and 64 hexadecimal digits');
}

function checkExecutable(look: Look, runs: unknown, at: string): void {
  const kind = isObject(runs) ? runs.kind : undefined;
  switch (kind) {
    case "function":
      look.object(runs, at, ["kind"]);
      return;
    case "python": {
      const fields = look.object(runs, at, ["kind", "file", "function?", "requirements?", "interpreter?"]);
      if (fields === undefined) return;
      look.file(fields.file, `${at}.file`);
      if (fields.function !== undefined)
        look.pattern(fields.function, `${at}.function`, /^[A-Za-z_]\w*$/, "name a Python function");
      if (fields.interpreter !== undefined) look.text(fields.interpreter, `${at}.interpreter`);
      if (fields.interpreter !== undefined && fields.requirements !== undefined)
        look.add(
          `${at}.requirements`,
          "stands beside an interpreter",
          "give one of them: requirements make an environment of their own",
        );
      if (fields.requirements !== undefined)
        for (const [index, line] of look.list(fields.requirements, `${at}.requirements`).entries())
          look.text(line, `${at}.requirements[${index}]`);
      return;
    }
    case "command": {
      const argv = look.object(runs, at, ["kind", "argv"])?.argv;
      const words = look.list(argv, `${at}.argv`);
      if (words.length === 0) look.add(`${at}.argv`, "is empty", "name the program to run");
      for (const [index, word] of words.entries()) checkArgument(look, word, `${at}.argv[${index}]`);
      return;
    }
    case "poll":
      return checkPoll(look, runs, at);
    case "wait":
    case "approval":
    case "trigger":
      return checkWaiting(look, runs as Readonly<Record<string, unknown>>, at);
    default:
      look.add(
        `${at}.kind`,
        `is ${show(kind)}`,
        `use one of function, python, command, poll, ${waitingKinds.join(", ")}`,
      );
  }
}

function checkArgument(look: Look, word: unknown, at: string): void {
  if (typeof word === "string") return;
  if (isObject(word) && Array.isArray(word.input)) return;
  if (isObject(word) && Array.isArray(word.text)) {
    for (const [index, part] of word.text.entries()) checkArgument(look, part, `${at}.text[${index}]`);
    return;
  }
  look.add(at, `is ${show(word)}`, "use a text, {input: […]} or {text: […]}");
}

function checkLimits(look: Look, limits: unknown, at: string, partial: boolean): void {
  const mark = partial ? "?" : "";
  const fields = look.object(limits, at, [
    `resources${mark}`,
    `retries${mark}`,
    "timeoutMs?",
    "pool?",
    "priority?",
    `graceMs${mark}`,
    "withinMs?",
    "watchdog?",
    "rules?",
  ]);
  if (fields === undefined) return;
  if (fields.withinMs !== undefined) look.count(fields.withinMs, `${at}.withinMs`, 1);
  if (fields.watchdog !== undefined) checkWatchdog(look, fields.watchdog, `${at}.watchdog`);
  if (fields.rules !== undefined) checkMetricRules(look, fields.rules, `${at}.rules`);
  if (fields.timeoutMs !== undefined) look.count(fields.timeoutMs, `${at}.timeoutMs`, 1);
  checkStepPlacement(look, fields, at);
  if (fields.graceMs !== undefined) look.count(fields.graceMs, `${at}.graceMs`, 0);
  if (fields.resources !== undefined) checkResources(look, fields.resources, `${at}.resources`);
  if (fields.retries !== undefined) checkRetries(look, fields.retries, `${at}.retries`);
}

function checkResources(look: Look, resources: unknown, at: string): void {
  const fields = look.object(resources, at, ["millicpus", "memoryBytes", "gpus", "labels"]);
  if (fields === undefined) return;
  for (const name of ["millicpus", "memoryBytes", "gpus"] as const) look.count(fields[name], `${at}.${name}`, 0);
  for (const [name, value] of look.entries(fields.labels, `${at}.labels`)) look.text(value, `${at}.labels["${name}"]`);
}

function checkRetries(look: Look, retries: unknown, at: string): void {
  const fields = look.object(retries, at, ["budgets", "backoff", "only?", "never?", "memoryOnOom?"]);
  if (fields === undefined) return;
  checkRetryRules(look, fields, at);
  const budgets = look.object(fields.budgets, `${at}.budgets`, ["failure", "oom", "timeout", "lost", "error"]);
  for (const [name, budget] of Object.entries(budgets ?? {})) look.count(budget, `${at}.budgets.${name}`, 0, 1000);
  const backoff = look.object(fields.backoff, `${at}.backoff`, ["initialMs", "factor", "maxMs", "jitter"]);
  if (backoff === undefined) return;
  look.count(backoff.initialMs, `${at}.backoff.initialMs`, 0);
  look.count(backoff.maxMs, `${at}.backoff.maxMs`, 0);
  look.number(backoff.factor, `${at}.backoff.factor`, 1, 100);
  look.number(backoff.jitter, `${at}.backoff.jitter`, 0, 1);
}

const placed = ["kind", "id", "scope", "after?", "when?"];
const nodeFields: Readonly<Record<string, readonly string[]>> = {
  step: ["step", "input", "limits?", "concurrency?", "mayFail?", "cache?"],
  map: ["over", "concurrency?", "fail?"],
  branch: ["subject?", "arms"],
  gate: ["subject?", "arms"],
  loop: ["start", "next", "until", "max", "onLimit"],
  group: ["mayFail?"],
  finalizer: ["timeoutMs"],
};

function checkNode(look: Look, node: unknown, index: number): void {
  const id = isObject(node) && typeof node.id === "string" ? node.id : undefined;
  const at = id === undefined ? `nodes[${index}]` : `nodes["${id}"]`;
  const kind = isObject(node) ? String(node.kind) : "";
  look.oneOf(kind, `${at}.kind`, Object.keys(nodeFields));
  const own = Object.hasOwn(nodeFields, kind) ? nodeFields[kind] : undefined;
  const fields = own === undefined ? undefined : look.object(node, at, [...placed, ...own]);
  if (fields === undefined) return;
  look.name(fields.id, `${at}.id`);
  for (const [depth, scope] of look.list(fields.scope, `${at}.scope`).entries())
    look.text(scope, `${at}.scope[${depth}]`);
  for (const [place, after] of look.list(fields.after ?? [], `${at}.after`).entries())
    look.text(after, `${at}.after[${place}]`);
  if (fields.when !== undefined) look.oneOf(fields.when, `${at}.when`, nodeRules);
  if (fields.mayFail !== undefined) look.oneOf(fields.mayFail, `${at}.mayFail`, [true]);
  checkOwn[kind]?.(look, fields, at);
}

type Fields = Readonly<Record<string, unknown>>;

const checkOwn: Readonly<Record<string, (look: Look, fields: Fields, at: string) => void>> = {
  step(look, fields, at) {
    look.text(fields.step, `${at}.step`);
    for (const [name, input] of look.entries(fields.input, `${at}.input`))
      checkExpression(look, input, `${at}.input.${name}`, 0);
    if (fields.limits !== undefined) checkLimits(look, fields.limits, `${at}.limits`, true);
    if (fields.cache !== undefined) look.oneOf(fields.cache, `${at}.cache`, [false]);
    if (fields.concurrency !== undefined) checkConcurrency(look, fields.concurrency, `${at}.concurrency`);
  },
  map(look, fields, at) {
    checkExpression(look, fields.over, `${at}.over`, 0);
    if (fields.concurrency !== undefined) look.count(fields.concurrency, `${at}.concurrency`, 1);
    if (fields.fail !== undefined) checkFailPolicy(look, fields.fail, `${at}.fail`);
  },
  branch: checkArms,
  gate: checkArms,
  loop(look, fields, at) {
    checkExpression(look, fields.start, `${at}.start`, 0);
    checkExpression(look, fields.next, `${at}.next`, 0);
    checkCondition(look, fields.until, `${at}.until`, 0);
    look.count(fields.max, `${at}.max`, 1, specLimits.rounds);
    look.oneOf(fields.onLimit, `${at}.onLimit`, ["fail", "take-last"]);
  },
  finalizer(look, fields, at) {
    look.count(fields.timeoutMs, `${at}.timeoutMs`, 1);
  },
};

function checkFailPolicy(look: Look, fail: unknown, at: string): void {
  if (!isObject(fail)) return look.oneOf(fail, at, ["stop", "continue"]);
  const fields = look.object(fail, at, ["atMost", "per"]);
  if (fields === undefined) return;
  look.oneOf(fields.per, `${at}.per`, ["rounds", "share"]);
  if (fields.per === "share") look.number(fields.atMost, `${at}.atMost`, 0, 1);
  else look.count(fields.atMost, `${at}.atMost`, 0);
}

function checkConcurrency(look: Look, concurrency: unknown, at: string): void {
  const fields = look.object(concurrency, at, ["key", "limit"]);
  if (fields === undefined) return;
  look.count(fields.limit, `${at}.limit`, 1, specLimits.slots);
  checkExpression(look, fields.key, `${at}.key`, 0);
}

function checkArms(look: Look, fields: Fields, at: string): void {
  if (fields.subject !== undefined) checkExpression(look, fields.subject, `${at}.subject`, 0);
  const arms = look.list(fields.arms, `${at}.arms`);
  if (arms.length === 0) look.add(`${at}.arms`, "is empty", "give it at least one arm");
  const names = new Set<unknown>();
  for (const [index, arm] of arms.entries()) {
    const parts = look.object(arm, `${at}.arms[${index}]`, ["name", "if"]);
    if (parts === undefined) continue;
    look.name(parts.name, `${at}.arms[${index}].name`);
    if (names.has(parts.name))
      look.add(`${at}.arms[${index}].name`, `"${String(parts.name)}" stands twice`, "give each arm a name of its own");
    names.add(parts.name);
    checkCondition(look, parts.if, `${at}.arms[${index}].if`, 0);
  }
}
