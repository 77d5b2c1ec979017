import { Popover, UnstyledButton } from "@mantine/core";
import { CodeBlock } from "../../../components/code-block.tsx";
import styles from "./head.module.css";

/** The params in a line, and in full behind it. */
export function ParamsText({ json }: { readonly json: string }) {
  if (json === "" || json === "{}") return <span>No params</span>;
  return (
    <Popover position="bottom-start" width={420}>
      <Popover.Target>
        <UnstyledButton className={styles.params}>
          Params <code>{inALine(json)}</code>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <CodeBlock text={pretty(json)} label="Copy the params" maxLines={20} />
      </Popover.Dropdown>
    </Popover>
  );
}

function inALine(json: string): string {
  const params = JSON.parse(json) as Readonly<Record<string, unknown>>;
  return Object.entries(params)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ")
    .slice(0, 200);
}

export function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
