/** Bundles with esbuild: one ES module for Node 24, every package inside, source map beside it. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TroupeError } from "@troupe/core";
import { type BuildFailure, build, formatMessages, type Message, type Plugin } from "esbuild";
import type { CompiledModule, CompileRequest, Compiler } from "../../bundle/ports/compiler.ts";
import { stablePaths } from "./stable-paths.ts";

export interface EsbuildSettings {
  /** Colours in the frames of errors. */
  readonly color: boolean;
}

export function esbuildCompiler({ color }: EsbuildSettings): Compiler {
  return {
    async compile(request) {
      const outcome = await bundle(request).catch((error: unknown) => {
        if (!isBuildFailure(error)) throw error;
        return error;
      });
      if (outcome instanceof Error) throw await doesNotCompile(request, outcome.errors, color);
      return outcome;
    },
  };
}

// A package written as CommonJS asks for Node's own modules with `require`, which an ES module does not have.
const banner = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

async function bundle({ root, file }: CompileRequest): Promise<CompiledModule> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [join(root, file)],
    outfile: join(root, "pipeline.mjs"),
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    charset: "utf8",
    legalComments: "none",
    keepNames: true,
    // The sources travel with the bundle, so that the map need not repeat them.
    sourcemap: "linked",
    sourcesContent: false,
    metafile: true,
    logLevel: "silent",
    banner: { js: banner },
    plugins: [ownSdk, withoutClient],
  });
  const textOf = (end: string): string => result.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  const inputs = Object.keys(result.metafile.inputs);
  return { ...stablePaths(textOf(".mjs"), textOf(".map"), inputs), inputs };
}

/** Who has the `troupe` command but no package.json beside the pipeline gets the SDK that came with the command. */
const ownSdk: Plugin = {
  name: "own-sdk",
  setup(building) {
    building.onResolve({ filter: /^@troupe\/sdk(\/|$)/ }, async ({ path, pluginData, kind, resolveDir, importer }) => {
      if (pluginData === ownSdk) return undefined;
      const theirs = await building.resolve(path, { kind, resolveDir, importer, pluginData: ownSdk });
      if (theirs.errors.length === 0) return theirs;
      const here = dirname(fileURLToPath(import.meta.url));
      return await building.resolve(path, { kind, resolveDir: here, importer, pluginData: ownSdk });
    });
  },
};

/** The client and this bundler load these when they are used, which no step does. */
const withoutClient: Plugin = {
  name: "without-client",
  setup(building) {
    building.onResolve({ filter: /^(?:@troupe\/proto|@grpc\/.*|esbuild)$/ }, ({ path }) => ({ path, external: true }));
  },
};

async function doesNotCompile(
  { file }: CompileRequest,
  messages: readonly Message[],
  color: boolean,
): Promise<TroupeError> {
  const frames = await formatMessages([...messages], { kind: "error", color });
  return new TroupeError(`${file} does not compile\n\n${frames.join("").trimEnd()}`, {
    code: "BUNDLE_FAILED",
    reaction: "reject",
    problems: messages.map(({ location, text, notes }) => ({
      field: location === null ? file : `${location.file}:${location.line}:${location.column + 1}`,
      message: text,
      fix: notes[0]?.text ?? "mend it at that place",
    })),
  });
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
