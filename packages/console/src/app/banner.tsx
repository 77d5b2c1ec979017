/** Below the header: what concerns the whole page, such as a fail-over. Nothing while all is well. */
export function Banner() {
  return null;
}
