import { Button, Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId } from "react";
import styles from "./action-dialog.module.css";
import { CodeBlock } from "./code-block.tsx";
import { ErrorPanel } from "./error-panel.tsx";
import { RowSkeletons } from "./skeletons.tsx";

/** Something that a reader can do, with what it affects, and how the command line does the same. */
export interface Act<Preview = unknown> {
  /** Names what it affects: "Cancel run 3f8a21c0 of churn". */
  readonly title: string;
  /** On the button that does it: "Cancel the run". */
  readonly verb: string;
  /** It ends or throws away something. */
  readonly isDangerous?: boolean;
  /** What it will come to, in words, shown at once. */
  readonly says?: ReactNode;
  /** Asks the server what it would come to; `showPreview` shows that. Anew when the key changes. */
  readonly preview?: { readonly key: readonly unknown[]; readonly ask: (signal: AbortSignal) => Promise<Preview> };
  readonly showPreview?: (preview: Preview) => ReactNode;
  /** The command that does the same (src/actions). */
  readonly command: string;
  /** It cannot be sent as it is: something is missing. */
  readonly isBlocked?: boolean;
  readonly send: () => Promise<unknown>;
  /** Afterwards, in a corner: "Run 3f8a21c0 is being cancelled". */
  readonly done: string;
  readonly onDone?: (result: never) => void;
}

export interface ActionDialogProps<Preview> {
  /** Null: closed. */
  readonly act: Act<Preview> | null;
  readonly onClose: () => void;
  /** Fields that change what is sent. */
  readonly children?: ReactNode;
}

/** Every action of the console goes through here: preview, confirmation, the CLI's twin, and the server's own refusal. */
export function ActionDialog<Preview>({ act, onClose, children }: ActionDialogProps<Preview>) {
  return (
    <Modal opened={act !== null} onClose={onClose} title={act?.title} size="lg">
      {act !== null && (
        <Body act={act} onClose={onClose}>
          {children}
        </Body>
      )}
    </Modal>
  );
}

interface BodyProps<Preview> {
  readonly act: Act<Preview>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Body<Preview>({ act, onClose, children }: BodyProps<Preview>) {
  const command = useId();
  const sending = useMutation({
    mutationFn: act.send,
    onSuccess: (result) => {
      notifications.show({ message: act.done });
      onClose();
      act.onDone?.(result as never);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    sending.mutate();
  };
  return (
    <form className={styles.body} onSubmit={submit}>
      {act.says !== undefined && <div className={styles.says}>{act.says}</div>}
      {children}
      {act.preview !== undefined && <Foresight act={act} preview={act.preview} />}
      <div>
        <p id={command} className={styles.label}>
          The same on the command line
        </p>
        <CodeBlock command wrap text={act.command} label="Copy the command" />
      </div>
      {sending.error !== null && <ErrorPanel error={sending.error} title="The coordinator refused" />}
      <div className={styles.buttons}>
        <Button variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button
          type="submit"
          color={act.isDangerous ? "red" : "indigo"}
          loading={sending.isPending}
          disabled={act.isBlocked ?? false}
          // Unless a field before it asks for the focus.
          data-autofocus
        >
          {act.verb}
        </Button>
      </div>
    </form>
  );
}

interface ForesightProps<Preview> {
  readonly act: Act<Preview>;
  readonly preview: NonNullable<Act<Preview>["preview"]>;
}

function Foresight<Preview>({ act, preview }: ForesightProps<Preview>) {
  const { data, error, refetch } = useQuery({
    queryKey: ["preview", ...preview.key],
    queryFn: ({ signal }) => preview.ask(signal),
    staleTime: 0,
  });
  if (error !== null)
    return <ErrorPanel error={error} title="There is no preview of this" onRetry={() => void refetch()} />;
  return (
    <div className={styles.preview}>
      {data === undefined ? <RowSkeletons rows={3} height={24} /> : act.showPreview?.(data)}
    </div>
  );
}
