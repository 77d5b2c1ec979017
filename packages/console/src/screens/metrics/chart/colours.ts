/** Colours of curves: ten that one tells apart, on the surfaces of both schemes, also with the commoner kinds of colour blindness. */

const light = [
  "#4f46e5",
  "#c2410c",
  "#0d7a5f",
  "#b4237a",
  "#0369a1",
  "#8a6100",
  "#7c3aed",
  "#b91c1c",
  "#3f6212",
  "#475569",
];
const dark = [
  "#8b84ff",
  "#fb923c",
  "#34d399",
  "#f472b6",
  "#38bdf8",
  "#facc15",
  "#c4a5ff",
  "#f87171",
  "#a3e635",
  "#a4b0c2",
];

export type Scheme = "light" | "dark";

export function colourAt(place: number, scheme: Scheme): string {
  const colours = scheme === "dark" ? dark : light;
  return colours[place % colours.length] ?? "currentColor";
}

/** Curves of one colour differ by their dashes, in pixels; so do those that come after all colours are used. */
export function dashAt(place: number, line: number): number[] {
  const which = line + Math.floor(place / light.length);
  return [[], [6, 3], [2, 3], [9, 3, 2, 3], [1, 2]][which % 5] ?? [];
}
