import { useState } from "react";
import styles from "./copy-button.module.css";
import { Icon } from "./icons/icon.tsx";

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "Copy the run's id". */
  readonly label: string;
  /** Beside the icon. */
  readonly children?: string;
}

export function CopyButton({ text, label, children }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await toClipboard(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" className={styles.copy} onClick={() => void copy()} title={label} data-copied={copied}>
      <Icon name={copied ? "check" : "copy"} size={14} />
      {children === undefined ? <span className="unseen">{label}</span> : children}
      <span className="unseen" role="status">
        {copied ? "Copied" : ""}
      </span>
    </button>
  );
}

/** Pages that came over plain HTTP from another machine have no clipboard; what is selected can be copied all the same. */
async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
