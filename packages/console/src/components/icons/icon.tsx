import styles from "./icon.module.css";
import { type IconName, iconShapes } from "./icon-shapes.ts";

export interface IconProps {
  readonly name: IconName;
  /** Pixels; 16 by default. */
  readonly size?: number;
  /** What it says where no word stands beside it. */
  readonly label?: string;
  readonly className?: string | undefined;
}

/** In the colour of the text around it. */
export function Icon({ name, size = 16, label, className }: IconProps) {
  const classes = [styles.icon, name === "spinner" && styles.turning, className].filter(Boolean).join(" ");
  return (
    <svg
      className={classes}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={label === undefined ? undefined : "img"}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      {iconShapes[name].map((shape) =>
        shape.startsWith("•") ? (
          <path key={shape} d={shape.slice(1)} className={styles.filled} />
        ) : (
          <path key={shape} d={shape} />
        ),
      )}
    </svg>
  );
}
