/** Ends with 0 while the coordinator of this container answers on its HTTP port. */
const port = (process.env.TROUPE_HTTP_ADDRESS ?? "127.0.0.1:7421").split(":").at(-1);

try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
