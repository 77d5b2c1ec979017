/** Who runs it: the actor kernel, the Committer, ports and in-memory adapters. */
export {};
