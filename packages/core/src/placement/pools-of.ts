/** Which pools a pipeline asks for, and what is wrong with that. */
import type { Problem } from "../error.ts";
import type { PipelineSpec } from "../spec/pipeline-spec.ts";

/** Of the steps that ask for a pool that is not there, and could never start. Slots by pool. */
export function unknownPools(spec: PipelineSpec, pools: ReadonlyMap<string, number>): readonly Problem[] {
  const known = [...pools.keys()].join(", ") || "none";
  return poolsOf(spec).flatMap(({ field, name, slots }) =>
    pools.has(name)
      ? []
      : [
          {
            field,
            message: `there is no pool "${name}"`,
            fix: `make it with: troupe pool set ${name} --slots ${slots}; known are ${known}`,
          },
        ],
  );
}

/** One sentence for each step that asks for more slots than its pool has: it waits until somebody gives it more. */
export function poolsTooSmall(spec: PipelineSpec, pools: ReadonlyMap<string, number>): readonly string[] {
  return poolsOf(spec).flatMap(({ of, name, slots }) => {
    const has = pools.get(name);
    return has === undefined || slots <= has
      ? []
      : [`${of} asks for ${slots} slots of pool "${name}", which has ${has}: it waits until that has more`];
  });
}

export function poolNames(spec: PipelineSpec): ReadonlySet<string> {
  return new Set(poolsOf(spec).map(({ name }) => name));
}

function poolsOf(spec: PipelineSpec) {
  const declared = Object.entries(spec.steps).map(([of, { limits }]) => ({ of, at: `steps["${of}"]`, limits }));
  const called = spec.nodes.flatMap((node) =>
    node.kind === "step" && node.limits !== undefined
      ? [{ of: node.id, at: `nodes["${node.id}"]`, limits: node.limits }]
      : [],
  );
  return [...declared, ...called].flatMap(({ of, at, limits }) =>
    limits.pool === undefined ? [] : [{ of, field: `${at}.limits.pool`, ...limits.pool }],
  );
}
