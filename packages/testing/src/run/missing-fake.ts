/** A step that cannot run here and that nothing stands in for: says so, with the line to add. */
import { type Executable, isObject, type JsonSchema, type PipelineSpec, type StepDeclaration } from "@troupe/core";

export class MissingFake extends Error {
  override readonly name = "MissingFake";

  constructor(task: string, step: string, spec: PipelineSpec, faked: ReadonlySet<string>) {
    const others = Object.keys(spec.steps).filter(
      (name) => name !== step && spec.steps[name]?.runs.kind !== "function" && !faked.has(name),
    );
    const line = (name: string) => `  ${lineFor(name, spec.steps[name])}\n`;
    const also = others.length === 0 ? "" : `\nThese have none yet either:\n\n${others.map(line).join("")}`;
    super(
      `${task} is ${kindOf(spec.steps[step]?.runs)}, which does not run in memory. Give run() a fake of it:\n\n${line(step)}${also}`,
    );
  }
}

function kindOf(runs: Executable | undefined): string {
  if (runs?.kind === "python") return `Python (${[runs.file, runs.function].filter(Boolean).join(":")})`;
  if (runs?.kind !== "command") return "no function";
  const [program] = runs.argv;
  return `a command (${typeof program === "string" ? program : "…"})`;
}

function lineFor(name: string, declaration: StepDeclaration | undefined): string {
  const variable = name.replace(/[-_](.)/g, (_, letter: string) => letter.toUpperCase());
  return `fake(${variable}, () => ${bodyFor(declaration)}),`;
}

function bodyFor(declaration: StepDeclaration | undefined): string {
  if (declaration?.role === "check") return "true";
  if (declaration?.output === undefined) return "{}";
  const sample = sampleOf(declaration.output);
  return sample.startsWith("{") ? `(${sample})` : sample;
}

/** Code that yields something of the right shape. */
function sampleOf(schema: JsonSchema | undefined): string {
  if (!isObject(schema)) return "null";
  if (typeof schema.artifact === "string") return `fakeArtifact(${JSON.stringify(schema.artifact)})`;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return JSON.stringify(schema.enum[0]);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(alternatives)) return sampleOf(alternatives[0]);
  switch (schema.type) {
    case "object":
      return objectOf(schema);
    case "array":
      return Array.isArray(schema.prefixItems) ? `[${schema.prefixItems.map(sampleOf).join(", ")}]` : "[]";
    case "string":
      return '""';
    case "boolean":
      return "true";
    case "number":
    case "integer":
      return String(typeof schema.minimum === "number" ? Math.max(0, schema.minimum) : 0);
    default:
      return "null";
  }
}

function objectOf({ properties, required }: Readonly<Record<string, unknown>>): string {
  const names = Array.isArray(required) ? required.map(String) : [];
  const fields = names.map((name) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${key}: ${sampleOf(isObject(properties) ? (properties[name] as JsonSchema) : undefined)}`;
  });
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
