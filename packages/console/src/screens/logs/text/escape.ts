/** What every code of a terminal begins with. */
export const escapeCharacter = "\u001b";

/** Codes for colours (SGR); the first group holds their numbers. */
export const colourCodes = new RegExp(`${escapeCharacter}\\[([0-9;:]*)m`, "g");
