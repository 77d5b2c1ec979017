/** The module `virtual:failure-advice`: what docs/errors.md says of each way in which a task fails, made from its table. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { FailureAdvice } from "../src/screens/run/failure/advice.ts";

const id = "virtual:failure-advice";
const page = join(import.meta.dirname, "../../../docs/errors.md");

export function failureAdviceModule(): Plugin {
  return {
    name: "troupe-failure-advice",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined;
      this.addWatchFile(page);
      return `export const failureAdvice = ${JSON.stringify(readAdvice(readFileSync(page, "utf8")))};`;
    },
  };
}

/** The rows of the table below "Why a task failed": code, meaning, exit class, who mends it and how. */
export function readAdvice(markdown: string): FailureAdvice {
  const section = markdown.split(/^## /m).find((part) => part.startsWith("Why a task failed")) ?? "";
  const rows = section.matchAll(/^\| `(?<code>[A-Z_]+)` \| (?<meaning>[^|]+) \| [^|]+ \| (?<mend>[^|]+) \|$/gm);
  return Object.fromEntries(
    [...rows].map(({ groups }) => [
      groups?.code ?? "",
      { meaning: plain(groups?.meaning ?? ""), mend: plain(groups?.mend ?? "") },
    ]),
  );
}

/** Links of the page lead nowhere here; what they stand on stays. */
function plain(text: string): string {
  return text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1").trim();
}
