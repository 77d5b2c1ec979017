/** The ticks of a schedule without bounds. Instants are ms since the epoch. */
export interface Timing {
  /** The first tick after an instant; undefined if there is none. */
  next(after: number): number | undefined;
  /** The last tick before an instant; undefined if there is none. */
  previous(before: number): number | undefined;
}
