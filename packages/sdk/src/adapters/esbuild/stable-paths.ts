/**
 * esbuild names each module by its path: in a comment before it, in the wrapper of a CommonJS module, in the source map.
 * Where packages are installed differs from machine to machine (hoisted, in a workspace, linked), so that such a path is
 * cut down to what follows its last `node_modules`.
 */
export function stablePaths(
  code: string,
  sourceMap: string,
  inputs: readonly string[],
): { readonly code: string; readonly sourceMap: string } {
  let stable = code;
  for (const input of inputs) {
    const path = stablePath(input);
    if (path === input) continue;
    stable = stable.replaceAll(`\n// ${input}\n`, `\n// ${path}\n`).replaceAll(`"${input}"(`, `"${path}"(`);
  }
  const map: { sources: string[] } = JSON.parse(sourceMap);
  return { code: stable, sourceMap: JSON.stringify({ ...map, sources: map.sources.map(stablePath) }) };
}

const packages = "node_modules/";

function stablePath(path: string): string {
  const at = path.lastIndexOf(packages);
  return at === -1 ? path : path.slice(at);
}
