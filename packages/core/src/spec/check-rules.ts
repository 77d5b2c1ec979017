/** Rules about when nodes run: does what a node waits for let it run at all? */
import type { Problem } from "../error.ts";
import { needsOf, ownersOf } from "./compile.ts";
import type { Node, PipelineSpec } from "./pipeline-spec.ts";

export function checkRules(spec: PipelineSpec): readonly Problem[] {
  const byId = new Map(spec.nodes.map((node) => [node.id, node]));
  return spec.nodes.flatMap((node) => [
    ...checkRule(node, byId),
    ...(node.kind === "finalizer" ? checkFinalizer(node) : checkAfter(node, byId)),
  ]);
}

/** A rule is about nodes: without any there is nothing that could have failed. */
function checkRule(node: Node, byId: ReadonlyMap<string, Node>): readonly Problem[] {
  if (node.when === undefined || needsOf(node, byId).lenient.size > 0) return [];
  return [
    {
      field: `nodes["${node.id}"].when`,
      message: `is "${node.when}", and names nothing to look at`,
      fix: "say which nodes it is about, in `after`, or read one of them with ended(…)",
    },
  ];
}

function checkFinalizer(node: Node): readonly Problem[] {
  const field = `nodes["${node.id}"]`;
  if (node.scope.length > 0)
    return [
      {
        field: `${field}.scope`,
        message: `stands inside ${node.scope.at(-1)}`,
        fix: "put it into the body of the pipeline itself: it is about the whole run",
      },
    ];
  if (node.after === undefined && node.when === undefined) return [];
  return [{ field: `${field}.after`, message: "waits for all of the run anyway", fix: "leave `after` and `when` out" }];
}

function checkAfter(node: Node, byId: ReadonlyMap<string, Node>): readonly Problem[] {
  const [outermost] = ownersOf(node);
  const finalizer = outermost === undefined ? undefined : byId.get(outermost);
  const { needs, lenient } = needsOf(node, byId);
  return needs.flatMap((need): readonly Problem[] => {
    const needed = byId.get(need);
    if (needed?.kind === "finalizer")
      return [
        {
          field: `nodes["${node.id}"].after`,
          message: `"${need}" runs when everything else is over`,
          fix: "leave it out",
        },
      ];
    const isOutside = finalizer?.kind === "finalizer" && needed !== undefined && ownersOf(needed)[0] !== finalizer.id;
    if (!isOutside || lenient.has(need)) return [];
    return [
      {
        field: `nodes["${node.id}"]`,
        message: `needs "${need}" to have succeeded, and "${finalizer.id}" runs however the run ended`,
        fix: `read ended(${need}), or wait for it with when: "all-done"`,
      },
    ];
  });
}
