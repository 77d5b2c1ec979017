/** Sizes as people write them: "512MiB", "16GiB", "1048576". */
const units = {
  "": 1,
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
} as const;

/** Undefined if the text is no size. */
export function parseBytes(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,15}(?:\.\d{1,3})?)\s?([KMGT]iB|[kMGT]?B|)$/.exec(text.trim()) ?? [];
  return amount === undefined ? undefined : Math.floor(Number(amount) * units[unit as keyof typeof units]);
}
