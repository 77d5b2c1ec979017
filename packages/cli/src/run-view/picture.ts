/** What is drawn while a run is watched. */
export interface Picture {
  /** A line below the table until it is replaced; null takes it away. */
  note(text: string | null): void;
  /** Draws what is known now, for good. */
  close(): void;
}

/** Where nothing can be drawn over. */
export const stillPicture: Picture = { note: () => {}, close: () => {} };
