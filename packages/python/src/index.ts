/** @troupe/python: the `troupe` module for pipeline steps written in Python. */
import { join } from "node:path";

/** The folder to put on PYTHONPATH. It holds the module and nothing else that could be imported by accident. */
export const pythonLibrary: string = join(import.meta.dirname, "../lib");
