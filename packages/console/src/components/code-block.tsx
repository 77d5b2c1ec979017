import styles from "./code-block.module.css";
import { CopyButton } from "./copy-button.tsx";

export interface CodeBlockProps {
  readonly text: string;
  /** What is in it, for the button that copies: "Copy the command". */
  readonly label: string;
  /** A command to be typed, after a prompt. */
  readonly command?: boolean;
  readonly wrap?: boolean;
  /** In lines; more scrolls. */
  readonly maxLines?: number;
}

export function CodeBlock({ text, label, command = false, wrap = false, maxLines }: CodeBlockProps) {
  return (
    <div className={styles.block}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        data-wrap={wrap}
        style={maxLines === undefined ? undefined : { maxHeight: `${maxLines * 1.5 + 1}em` }}
      >
        {command && <span className={styles.prompt}>$ </span>}
        {text}
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}
