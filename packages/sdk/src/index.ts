/** Declare ML pipelines in TypeScript and drive them from code. */
export {};
