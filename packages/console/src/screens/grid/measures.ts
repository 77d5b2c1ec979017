/** In px. The style sheet has the same ones. */
export const measures = {
  /** Of a cell, both ways, with the gap behind it. */
  cell: 24,
  /** The names of the rows. */
  names: 260,
  /** The bars of the runs. */
  head: 76,
} as const;
