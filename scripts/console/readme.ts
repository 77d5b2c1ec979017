/** docs/console/README.md: what the pictures show, from the list by which they are taken. */
import { shots } from "./shots.ts";

/** Markdown. What stands below the mark is written by hand, and kept. */
export function picturesPage(before: string): string {
  const [, kept = ""] = before.split(mark);
  return `${head}\n${shots.map(section).join("\n")}\n${mark}${kept}`;
}

const mark = "<!-- From here on by hand. -->";

const head = `# How the console looks

<!-- Made by \`npm run console:screenshots\` from scripts/console/shots.ts, with the pictures. -->

Every screen, light and dark, as it is after some runs of this repository's examples. [What one can do there](../guides/console.md).
`;

function section({ name, title, text }: (typeof shots)[number]): string {
  const source = (scheme: string): string => `${name}-${scheme}.webp`;
  return `## ${title}

${text}

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${source("dark")}">
  <img alt="${title}" src="${source("light")}">
</picture>
`;
}
