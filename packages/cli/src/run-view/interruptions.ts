/**
 * Ctrl-C while a run is watched. The run is not the command's child: leaving does not end it, so the first Ctrl-C asks
 * what is meant. The second one leaves at once.
 */
import type { Context } from "../context.ts";

export interface Choices {
  leave(): void;
  cancel(): void;
}

export interface Interruptions {
  /** The question, while it stands. */
  prompt(): string | null;
  release(): void;
}

const question = "The run goes on without you. Press d to detach, c to cancel the run, any other key to stay.";
const controlC = "\u0003";

export function interruptions(context: Context, choices: Choices): Interruptions {
  let isAsking = false;
  const { stdin } = process;

  const answered = (key: Buffer): void => {
    stop();
    const answer = key.toString().toLowerCase();
    if (answer === "c") choices.cancel();
    else if (answer === "d" || answer === controlC) choices.leave();
  };
  const stop = (): void => {
    if (!isAsking) return;
    isAsking = false;
    stdin.off("data", answered);
    stdin.setRawMode(false);
    stdin.pause();
  };
  const release = context.onInterrupt(() => {
    // Without a keyboard there is nobody to ask.
    if (isAsking || !context.terminal.isInteractive) {
      stop();
      choices.leave();
      return;
    }
    isAsking = true;
    stdin.setRawMode(true);
    stdin.resume();
    stdin.once("data", answered);
  });
  return {
    prompt: () => (isAsking ? question : null),
    release() {
      stop();
      release();
    },
  };
}
