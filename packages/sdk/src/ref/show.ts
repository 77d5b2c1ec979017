/** Expressions as an author wrote them, for messages: `train.accuracy`, `params.trees`. */
import { type Expression, unreachable } from "@troupe/core";
import type { Origin } from "./origin.ts";

export function show(of: Origin): string {
  if (of.kind === "input") return ["inputs", ...of.path].join(".");
  if (of.kind === "input-text") return template(of.parts);
  return showExpression(of);
}

function showExpression(of: Expression): string {
  switch (of.kind) {
    case "literal":
      return JSON.stringify(of.value);
    case "param":
      return ["params", ...of.path].join(".");
    case "run":
      return `run.${of.fact}`;
    case "interval":
      return `interval.${of.fact}`;
    case "step":
      return [of.step, ...of.path].join(".");
    case "item":
      return ["item", ...of.path].join(".");
    case "index":
      return "index";
    case "state":
      return ["state", ...of.path].join(".");
    case "loop":
      return [of.loop, ...of.path].join(".");
    case "group":
      return show(of.of);
    case "ended":
      return `ended(${show(of.of)})`;
    case "outcome":
      return ["outcome", ...of.path].join(".");
    case "first":
      return `firstOf(${of.items.map(show).join(", ")})`;
    case "gather":
      return `map(… => ${show(of.of)})`;
    case "arm":
      return `${of.branch}.${of.arm}`;
    case "passed":
    case "present":
      return show(of.of);
    case "previous":
      return ["previous(…)", ...of.path].join(".");
    case "dataset":
      return [`read(${of.dataset})`, ...of.path].join(".");
    case "latest":
      return [`latest(${of.pipeline})`, ...of.path].join(".");
    case "at":
      return `at(${show(of.of)}, ${show(of.key)})`;
    case "field":
      return [show(of.of), ...of.path].join(".");
    case "list":
      return `[${of.items.map(show).join(", ")}]`;
    case "object":
      return `{ ${Object.keys(of.fields).join(", ")} }`;
    case "text":
      return template(of.parts);
    default:
      return unreachable(of);
  }
}

function template(parts: readonly (string | Origin)[]): string {
  return `text\`${parts.map((part) => (typeof part === "string" ? part : `\${${show(part)}}`)).join("")}\``;
}
