const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** "512 bytes", "1.5 KiB", "20 MiB". */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return "–";
  let size = Math.max(0, bytes);
  let unit = 0;
  while (unit < units.length - 1 && size >= 1023.5) {
    size /= 1024;
    unit++;
  }
  if (unit === 0) return bytes === 1 ? "1 byte" : `${Math.round(size)} bytes`;
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
