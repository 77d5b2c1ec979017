import styles from "./icon-button.module.css";
import { Icon } from "./icons/icon.tsx";
import type { IconName } from "./icons/icon-shapes.ts";

export interface IconButtonProps {
  readonly icon: IconName;
  /** What it is called where nobody sees it. */
  readonly label: string;
  /** Shown under the pointer: "Close (Esc)". */
  readonly title?: string;
  /** Of its side: 26, 28 or 30 pixels. */
  readonly size?: "s" | "m" | "l";
  /** Of the icon, pixels; 16 by default. */
  readonly iconSize?: number;
  readonly expanded?: boolean;
  readonly className?: string | undefined;
  readonly onClick: () => void;
}

/** A square that is an icon and nothing else. */
export function IconButton({
  icon,
  label,
  title,
  size = "m",
  iconSize,
  expanded,
  className,
  onClick,
}: IconButtonProps) {
  return (
    <button
      type="button"
      className={[styles.button, className].filter(Boolean).join(" ")}
      data-size={size}
      aria-expanded={expanded}
      title={title}
      onClick={onClick}
    >
      <Icon name={icon} label={label} {...(iconSize !== undefined && { size: iconSize })} />
    </button>
  );
}
