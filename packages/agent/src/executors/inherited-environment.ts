/** What programs get of the agent's own environment: all but what belongs to the agent, its secrets before all. */
export function inheritedEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || /^(TROUPE_|NODE_)/.test(name) ? [] : [[name, value]],
    ),
  );
}
