/** docs/console/actions.md: every action of the console, its command and its method. */
import { actions } from "./actions.ts";

/** In the order of the list, by where they are found. */
export function actionsDocument(): string {
  const lines = Object.values(actions).map(
    ({ label, on, shown, method }) => `| ${cell(label)} | ${cell(on)} | \`${cell(shown)}\` | \`${method}\` |`,
  );
  return `# What one can do in the console

Made from \`packages/console/src/actions\` by \`node scripts/console-docs.ts\`; a test says when it is due.

Each action says what it affects before it does anything, names that on its button, and shows the command that does the
same, ready to be copied. Both call the same method of [the API](../api.md). The console lists them at \`/actions\`.

| action | where | on the command line | method |
|---|---|---|---|
${lines.join("\n")}
`;
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
