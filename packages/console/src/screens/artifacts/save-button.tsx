import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { fleetActions } from "../../actions/fleet-actions.ts";
import { readArtifact } from "../../api/download.ts";
import type { ArtifactLink } from "../../api/messages.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { formatBytes } from "../../format/bytes.ts";
import { formatShare } from "../../format/numbers.ts";
import styles from "./artifact.module.css";
import { fileNameOf } from "./file-name.ts";

export interface SaveButtonProps {
  readonly digest: string;
  readonly size: number;
  readonly name: string;
  readonly kind: string;
  readonly maker: ArtifactLink | null;
}

/** A browser holds all of a file in memory before it is saved; what is larger is for the command line. */
const bytesAtMost = 512 * 1024 * 1024;

export function SaveButton({ digest, size, name, kind, maker }: SaveButtonProps) {
  const [received, setReceived] = useState(0);
  const saving = useMutation({
    mutationFn: async () => {
      setReceived(0);
      const bytes = await readArtifact(digest, { limit: size, onProgress: setReceived });
      save(bytes, fileNameOf(name, kind));
    },
  });
  const command =
    maker === null || maker.task === "" || maker.path === "checkpoint"
      ? undefined
      : fleetActions.downloadArtifact.command(maker);
  if (size > bytesAtMost)
    return command === undefined ? (
      <span className="dim">{formatBytes(size)}: too large to be saved here</span>
    ) : (
      <CodeBlock command text={command} label="Copy the command that saves it" />
    );
  const share = saving.isPending && size > 4 * 1024 * 1024 ? ` ${formatShare(received / size)}` : "";
  return (
    <span className={styles.save}>
      {saving.error !== null && <span className="tone-bad">it could not be fetched</span>}
      {command !== undefined && <CopyButton text={command} label={`Copy the command: ${command}`} />}
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon name="download" size={14} />}
        disabled={saving.isPending}
        onClick={() => saving.mutate()}
      >
        Save{share}
      </Button>
    </span>
  );
}

function save(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
