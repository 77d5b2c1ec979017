/** What colours mean here, so that no command chooses its own. */
import picocolors from "picocolors";

export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  /** What moves: running, waiting for an answer. */
  readonly busy: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
  /** What can be copied into a shell or a browser. */
  readonly code: Paint;
  /** The nth of several sources side by side. */
  readonly nth: (at: number) => Paint;
}

export type Paint = (text: string) => string;

export function createColors(enabled: boolean): Style {
  const colors = picocolors.createColors(enabled);
  const several = [colors.cyan, colors.yellow, colors.green, colors.magenta, colors.blue, colors.red];
  return {
    good: colors.green,
    bad: colors.red,
    warn: colors.yellow,
    busy: colors.cyan,
    dim: colors.dim,
    bold: colors.bold,
    code: colors.cyan,
    nth: (at) => several[at % several.length] ?? colors.cyan,
  };
}

export const plain: Style = createColors(false);
