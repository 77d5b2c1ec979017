/**
 * Keeps the process alive while it works. Timers and threads of a coordinator do not, so that it never delays the end of
 * a process by itself; but while it starts or stops there may be nothing else, and Node would exit in the middle.
 */
export async function keptAlive<Result>(work: () => Promise<Result>): Promise<Result> {
  const timer = setInterval(() => undefined, 1 << 30);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
