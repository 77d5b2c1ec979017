import { useMemo } from "react";
import { framed } from "./framed-report.ts";
import styles from "./preview.module.css";

/**
 * A report in a frame that has nothing of this page: no scripts, no origin, no forms, no windows, and under the page's
 * policy nothing that is fetched.
 */
export function HtmlPreview({ bytes }: { readonly bytes: Uint8Array }) {
  const report = useMemo(() => framed(new TextDecoder().decode(bytes), styleNonce()), [bytes]);
  return (
    <>
      <iframe title="The report" className={styles.frame} sandbox="" srcDoc={report} />
      <p className={styles.foot}>shown without its scripts and without what it would fetch</p>
    </>
  );
}

/** That the page was sent with. The report's own styles are the only ones that use it. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.nonce ?? "";
}
