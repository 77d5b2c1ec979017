/** What a state store needs of people when it runs out of space. */
export interface StoreCare {
  /** Whether it takes no writes, for want of space, until somebody calls `reclaim`. */
  isFull(): Promise<boolean>;
  /** Throws history away, gives free space back, and ends the alarm. Takes seconds for each gigabyte. */
  reclaim(): Promise<void>;
}
