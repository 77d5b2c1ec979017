/** Errors of the file system, by their code. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** For `catch`: undefined in place of an error with this code. */
export function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!isErrno(error, ...codes)) throw error;
  };
}
