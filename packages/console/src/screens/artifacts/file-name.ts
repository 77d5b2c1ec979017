/** "model", "joblib": model.joblib. Names come from others, and none of them may lead anywhere. */
export function fileNameOf(name: string, kind: string): string {
  const safe = (text: string): string => text.replace(/[^\p{L}\p{N}._[\]-]+/gu, "-").replace(/^\.+/, "");
  const own = safe(name) || "artifact";
  const ending = safe(kind);
  return ending === "" || own.toLowerCase().endsWith(`.${ending.toLowerCase()}`) ? own : `${own}.${ending}`;
}
