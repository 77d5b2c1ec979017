import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { Icon } from "../components/icons/icon.tsx";
import type { IconName } from "../components/icons/icon-shapes.ts";
import styles from "./shell.module.css";

const next: Readonly<Record<MantineColorScheme, MantineColorScheme>> = { auto: "light", light: "dark", dark: "auto" };
const icons: Readonly<Record<MantineColorScheme, IconName>> = { auto: "screen", light: "sun", dark: "moon" };
const words: Readonly<Record<MantineColorScheme, string>> = { auto: "as the system", light: "light", dark: "dark" };

export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const label = `Colours: ${words[colorScheme]}. Press for ${words[next[colorScheme]]}.`;
  return (
    <button type="button" className={styles.tool} title={label} onClick={() => setColorScheme(next[colorScheme])}>
      <Icon name={icons[colorScheme]} />
      <span className="unseen">{label}</span>
    </button>
  );
}
