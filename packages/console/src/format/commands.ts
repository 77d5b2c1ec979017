/** The CLI's twin of what a button does. */

const plain = /^[\w@%+=:,./-]+$/;

/** A command line that a POSIX shell reads as these words. False and undefined are left out. */
export function commandLine(...words: readonly (string | number | false | undefined)[]): string {
  return words
    .filter((word) => word !== false && word !== undefined)
    .map((word) => quote(String(word)))
    .join(" ");
}

function quote(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
