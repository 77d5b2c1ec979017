/** Imported into a process before its own script: 500 MB of memory that is in use, as a large agent would have. */
const ballast = Buffer.alloc(500_000_000, 1);

// Kept for as long as the process lives.
process.on("exit", () => ballast.fill(0, 0, 1));
