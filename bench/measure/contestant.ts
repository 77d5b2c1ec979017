/** Who is measured: Troupe, what it is compared with, and how they stand to each other. */
import type { FigureName, Sample } from "./figures.ts";

/** What a figure has to reach. A ratio is one to the floor of the same repeat. */
export interface Goal {
  readonly figure: FigureName;
  readonly measure: "value" | "ratio";
  readonly bound: "at most" | "at least";
  readonly limit: number;
}

export interface Contestant {
  /** As its rows are called: "hop", "hop floor", "hop bullmq". */
  readonly name: string;
  /** What is on the disk when a step counts as done, in a few words. */
  readonly durability: string;
  /** Of what is not ours. */
  readonly version?: string;
  measure(): Promise<Sample>;
  /** The contestant that it is divided by, figure by figure, or all figures by the floor's only one. */
  readonly floor?: string;
  readonly goals?: readonly Goal[];
}

/** What is open between the repeats of one bench. */
export interface Opened extends AsyncDisposable {
  readonly contestants: readonly Contestant[];
}

export interface Surroundings {
  /** A folder of this bench alone, on the file system that is measured. */
  readonly folder: string;
  /** Whether others' programs are measured beside ours. */
  readonly peers: boolean;
}

export interface Bench {
  readonly name: string;
  open(surroundings: Surroundings): Promise<Opened>;
}
