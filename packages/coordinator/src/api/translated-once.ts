/** What many are told is translated once: the same object for all who are told of the same one. */
export function translatedOnce<From extends object, To>(translate: (from: From) => To): (from: From) => To {
  const known = new WeakMap<From, { readonly to: To }>();
  return (from) => {
    const before = known.get(from);
    if (before !== undefined) return before.to;
    const to = translate(from);
    known.set(from, { to });
    return to;
  };
}
