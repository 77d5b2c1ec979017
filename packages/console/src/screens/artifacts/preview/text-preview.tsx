import styles from "./preview.module.css";

export function TextPreview({ bytes }: { readonly bytes: Uint8Array }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre className={styles.text} tabIndex={0}>
      {new TextDecoder().decode(bytes)}
    </pre>
  );
}
