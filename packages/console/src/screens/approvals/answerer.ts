/** Who answers: remembered by this browser, for the next question. */
const key = "troupe-answers-as";

export function rememberedName(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(key, name);
  } catch {
    // A browser that keeps nothing is asked again.
  }
}

/** The name that stands there first: who may answer, if it was one of them before. */
export function firstName(approvers: readonly string[], remembered: string): string {
  return approvers.length === 0 || approvers.includes(remembered) ? remembered : (approvers[0] ?? "");
}
