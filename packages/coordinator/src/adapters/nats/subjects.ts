/** Names as tokens of NATS subjects: whatever a name holds, it is one token, and can be read back. */

export function token(name: string): string {
  // Beside what a URL cannot hold, dots and stars mean something in a subject.
  return encodeURIComponent(name).replaceAll(".", "%2E").replaceAll("*", "%2A");
}

export function nameOf(text: string): string {
  return decodeURIComponent(text);
}

/** Streams may not have dots, stars, slashes or spaces in their names. */
export function streamName(cluster: string, what: "FEED" | "LOGS"): string {
  return `TROUPE_${cluster.replaceAll(/[^A-Za-z0-9_-]/g, "_")}_${what}`;
}
