/**
 * Lets a process that served end although something outside still holds it: a request to a collector that never answers.
 * Only for those that serve: what prints must be able to print to the end.
 */
const graceMs = 500;

export function leaveSoon(): void {
  setTimeout(() => process.exit(), graceMs).unref();
}
