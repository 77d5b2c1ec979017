/** What a node that is no step does, in a few words: the arms of a branch, how far a loop goes. */
import { type FailPolicy, type Node, unreachable } from "@troupe/core";

export function nodeText(node: Node): string {
  return [ownText(node), ruleText(node)].filter((part) => part !== "").join("; ");
}

/** Of any node: when it runs, if not as usual, and whether its failure matters. */
export function ruleText(node: Node): string {
  const parts = [
    node.when === undefined ? "" : `when ${node.when}`,
    "mayFail" in node && node.mayFail === true ? "may fail" : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function ownText(node: Node): string {
  switch (node.kind) {
    case "map":
      return [
        node.concurrency === undefined ? "" : `${node.concurrency} at once`,
        node.fail === undefined ? "" : failText(node.fail),
      ]
        .filter((part) => part !== "")
        .join(", ");
    case "branch":
    case "gate":
      return node.arms.map(({ name }) => name).join(" | ");
    case "loop":
      return `up to ${node.max} rounds, then ${node.onLimit === "fail" ? "it fails" : "the last state"}`;
    case "finalizer":
      return `at the end, for ${node.timeoutMs / 1000} s at most`;
    case "step":
    case "group":
      return "";
    default:
      return unreachable(node);
  }
}

function failText(fail: FailPolicy): string {
  if (fail === "stop") return "stops at a failure";
  if (fail === "continue") return "rounds may fail";
  return `${fail.per === "rounds" ? fail.atMost : `${fail.atMost * 100} %`} of the rounds may fail`;
}
