import type { PipelineSummary } from "./overview.ts";

/** Every word of the search is in the name or the description. */
export function matches({ name, description }: Pick<PipelineSummary, "name" | "description">, search: string): boolean {
  const text = `${name} ${description}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
