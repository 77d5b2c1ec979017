/** Makes one module of a TypeScript file and everything that it imports. */
export interface Compiler {
  /** The same sources give the same text on any machine. Throws BUNDLE_FAILED with the compiler's own words and frames. */
  compile(entry: CompileRequest): Promise<CompiledModule>;
}

export interface CompileRequest {
  /** Absolute. */
  readonly root: string;
  /** Relative to the root. */
  readonly file: string;
}

export interface CompiledModule {
  /** An ES module that needs nothing but Node. Names its source map in its last line. */
  readonly code: string;
  /** Its sources are relative to the root. */
  readonly sourceMap: string;
  /** Every file that it was made of, relative to the root. */
  readonly inputs: readonly string[];
}
