import { Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Icon } from "../components/icons/icon.tsx";
import { navigation } from "./navigation.ts";
import styles from "./shell.module.css";

export interface PaletteProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** ⌘K: where one can go, and what one can do. */
export function Palette({ opened, onClose }: PaletteProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Go to" size="md">
      <ul>
        {navigation.map(({ to, label, icon }) => (
          <li key={to}>
            <Link to={to} onClick={onClose} className={styles.choice}>
              <Icon name={icon} />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
