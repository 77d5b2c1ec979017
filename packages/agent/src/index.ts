/** The Troupe agent: runs attempts on a compute node. */
export {};
