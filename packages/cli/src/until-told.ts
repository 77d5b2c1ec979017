/** For commands that run until they are told to end. */
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-code.ts";

/** Resolves with the first SIGINT or SIGTERM. The next one does not wait for what is being put in order. */
export async function untilTold(context: Context): Promise<void> {
  await new Promise<void>((resolve) => {
    let isTold = false;
    const told = (): void => {
      if (isTold) process.exit(exitCodes.interrupted);
      isTold = true;
      resolve();
    };
    context.onInterrupt(told);
    process.on("SIGTERM", told);
  });
}
