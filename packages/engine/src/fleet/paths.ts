/**
 * Which ways down to an agent are proven. Pure: nonces come in.
 *
 * Each beat of an agent is answered by a new nonce down each path, and its next beat echoes the last nonce of each. A path
 * is proven while its echo is one of the last two nonces: one that lost two in a row carries no work. The session is
 * trusted when it opens, for the hello came over it just now; another path carries nothing before its first echo.
 */
export const sessionPath = "session";

export interface Paths {
  /** The last two, the oldest first. */
  readonly nonces: readonly number[];
  /** By path, what the agent heard last. */
  readonly echoes: Readonly<Record<string, number>>;
}

export const noPaths: Paths = { nonces: [], echoes: {} };

/** A session has opened, and `nonce` is sent down the other paths. */
export function openedPaths(nonce: number): Paths {
  return { nonces: [nonce], echoes: { [sessionPath]: nonce } };
}

/** After a beat with these echoes; the nonce that answers it is not sent yet. */
export function echoedPaths({ nonces, echoes }: Paths, heard: Readonly<Record<string, number>>): Paths {
  return { nonces, echoes: { ...echoes, ...heard } };
}

export function askedPaths({ nonces, echoes }: Paths, nonce: number): Paths {
  return { nonces: [...nonces.slice(-1), nonce], echoes };
}

/** In order of name. None: the agent is deaf. */
export function provenPaths({ nonces, echoes }: Paths): readonly string[] {
  return Object.keys(echoes)
    .filter((path) => nonces.includes(echoes[path] ?? Number.NaN))
    .sort();
}

/**
 * Where an offer goes, the best first. A repeated one takes another path than the time before: a path may be proven and
 * have lost it all the same.
 */
export function offerPaths(proven: readonly string[], preferred: string | undefined, round: number): readonly string[] {
  const order = [...proven].sort((a, b) => Number(b === preferred) - Number(a === preferred));
  const first = order.length === 0 ? 0 : round % order.length;
  return [...order.slice(first), ...order.slice(0, first)];
}
