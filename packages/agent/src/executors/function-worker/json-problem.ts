/** Whether a value is what JSON can carry, to the letter. */

const depthLimit = 500;

/** What is wrong and where ("output.a[1] is NaN"); undefined if nothing is. */
export function jsonProblem(value: unknown, path: string, depth = 0): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `${path} is ${value}: JSON has no such number`;
    case "object":
      if (value === null) return undefined;
      if (depth > depthLimit) return `${path} is nested more than ${depthLimit} deep, or contains itself`;
      if (Array.isArray(value)) return problemInList(value, path, depth);
      return isPlain(value) ? problemInFields(value, path, depth) : `${path} is ${nameOf(value)}, and no plain value`;
    case "undefined":
      return `${path} is undefined: leave it out, or use null`;
    default:
      return `${path} is a ${typeof value}, and no JSON`;
  }
}

function problemInList(list: readonly unknown[], path: string, depth: number): string | undefined {
  // By index: holes are skipped by iteration methods, and become null in JSON.
  for (let index = 0; index < list.length; index += 1) {
    const problem = jsonProblem(list[index], `${path}[${index}]`, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemInFields(value: object, path: string, depth: number): string | undefined {
  for (const [name, field] of Object.entries(value)) {
    const problem = jsonProblem(field, `${path}.${name}`, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Of this realm or another: a bundle may make its objects anywhere. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  const name = value.constructor?.name;
  return name ? `a ${name}` : "an object of a class";
}
