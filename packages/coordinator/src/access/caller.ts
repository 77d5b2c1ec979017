/** Who calls, as far as it is proven. */
export interface Caller {
  /** Whom the token names; null if it names nobody, or none was asked for. */
  readonly subject: string | null;
  /** Whether some tokens of this coordinator name somebody: then a name that is only claimed is no proof of anything. */
  readonly provesNames: boolean;
}

export const nobodyInParticular: Caller = { subject: null, provesNames: false };
