/** Bundling: TypeScript and Python sources to what is applied. Imports no compiler until it is used. */
export { type Bundle, type BundleOptions, bundleLimitBytes, bundlePipelines } from "./bundle-pipelines.ts";
export type { FoundPipeline } from "./evaluate.ts";
export { distance, similar } from "./similar.ts";
export { defaultIgnores, ignoreFile } from "./source-files.ts";
