import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconButton } from "../components/icon-button.tsx";
import type { IconName } from "../components/icons/icon-shapes.ts";

const next: Readonly<Record<MantineColorScheme, MantineColorScheme>> = { auto: "light", light: "dark", dark: "auto" };
const icons: Readonly<Record<MantineColorScheme, IconName>> = { auto: "screen", light: "sun", dark: "moon" };
const words: Readonly<Record<MantineColorScheme, string>> = { auto: "as the system", light: "light", dark: "dark" };

export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const label = `Colours: ${words[colorScheme]}. Press for ${words[next[colorScheme]]}.`;
  return (
    <IconButton
      icon={icons[colorScheme]}
      label={label}
      title={label}
      size="l"
      onClick={() => setColorScheme(next[colorScheme])}
    />
  );
}
