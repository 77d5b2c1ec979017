/** Text in which `backticks` are code, as our docs are written. */
export function WithCode({ text }: { readonly text: string }) {
  return parts(text).map(({ key, part, isCode }) => (isCode ? <code key={key}>{part}</code> : part));
}

/** What lies between the first and the second is code, and so on. */
function parts(text: string) {
  return text.split("`").map((part, place) => ({ key: `${place} ${part}`, part, isCode: place % 2 === 1 }));
}
