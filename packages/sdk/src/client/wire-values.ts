/** Names and instants from the wire to the words of the domain. */

type Instant = { readonly seconds: number | string | object; readonly nanos: number } | null | undefined;

/** TASK_STATE_BACKING_OFF → "backing-off": the names of the wire are those of the domain, written its way. */
export function word<Name extends string>(name: string, prefix: string): Name {
  return name.slice(prefix.length).toLowerCase().replaceAll("_", "-") as Name;
}

export function date(instant: Instant): Date | null {
  if (instant === null || instant === undefined) return null;
  return new Date(Number(instant.seconds) * 1000 + instant.nanos / 1e6);
}
