import { Button, Menu } from "@mantine/core";
import { useState } from "react";
import { useKeys } from "../../../app/keys/use-keys.ts";
import { Icon } from "../../../components/icons/icon.tsx";
import { isLiveRun } from "../../../format/states.ts";
import { useRun } from "../run-store.ts";
import { CancelRunDialog } from "./cancel-run-dialog.tsx";
import { PrioritizeDialog } from "./prioritize-dialog.tsx";
import { ReleaseDialog } from "./release-dialog.tsx";
import { RerunDialog } from "./rerun-dialog.tsx";

type Open = "cancel" | "rerun" | "release" | "prioritize" | null;

/** What can be done with the run as a whole, now. */
export function RunActions() {
  const { runId, state, pipeline } = useRun();
  const [open, setOpen] = useState<Open>(null);
  const isLive = isLiveRun(state);
  const close = () => setOpen(null);
  useKeys([
    isLive
      ? { keys: "x", does: "Cancel the run", group: "This run", run: () => setOpen("cancel") }
      : { keys: "r", does: "Run again", group: "This run", run: () => setOpen("rerun") },
  ]);
  return (
    <>
      {state === "RUN_STATE_WAITING" && (
        <Button size="xs" variant="default" onClick={() => setOpen("release")}>
          Begin now
        </Button>
      )}
      {isLive ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="stop" size={14} />}
          onClick={() => setOpen("cancel")}
        >
          {state === "RUN_STATE_CANCELLING" ? "Cancel at once" : "Cancel"}
        </Button>
      ) : (
        <Button size="xs" leftSection={<Icon name="retry" size={14} />} onClick={() => setOpen("rerun")}>
          Run again
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" px={8} aria-label="More that can be done">
            <Icon name="more" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {isLive && <Menu.Item onClick={() => setOpen("prioritize")}>Give it another priority…</Menu.Item>}
          <Menu.Item component="a" href={`/pipelines/${encodeURIComponent(pipeline)}/launch?of=${runId}`}>
            Launch one like it…
          </Menu.Item>
          <Menu.Item component="a" href={`/pipelines/${encodeURIComponent(pipeline)}/grid`}>
            Compare with other runs
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === "cancel" && <CancelRunDialog onClose={close} />}
      {open === "rerun" && <RerunDialog onClose={close} />}
      {open === "release" && <ReleaseDialog onClose={close} />}
      {open === "prioritize" && <PrioritizeDialog onClose={close} />}
    </>
  );
}
