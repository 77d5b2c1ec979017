/** What stands in a token file: a token a line, and before it, where it names somebody, the subject that it is of. */
export interface TokenLine {
  /** Null: whoever has it is nobody in particular. */
  readonly subject: string | null;
  readonly token: string;
}

/** Lines that are empty, or begin with "# ", say nothing. What has more than two words comes as a subject that is none. */
export function tokenLines(text: string): readonly TokenLine[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("# "))
    .map((line) => {
      const at = line.search(/\s+\S+$/);
      return at === -1 ? { subject: null, token: line } : { subject: line.slice(0, at), token: line.slice(at).trim() };
    });
}

/** What a client or an agent sends that was given this file: the token of its first line; "" if there is none. */
export function firstToken(text: string): string {
  return tokenLines(text)[0]?.token ?? "";
}
