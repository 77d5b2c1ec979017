import { Modal } from "@mantine/core";
import styles from "./key-help.module.css";
import { type KeyBinding, useKeyList } from "./use-keys.ts";

export interface KeyHelpProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function KeyHelp({ opened, onClose }: KeyHelpProps) {
  const bindings = useKeyList();
  const groups = Map.groupBy(bindings, (binding) => binding.group);
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="lg">
      <div className={styles.groups}>
        {[...groups].map(([group, members]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {members.map((binding) => (
                <Line key={binding.keys} binding={binding} />
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>In lists</h3>
          <dl>
            <Fixed keys={["j", "k"]} does="Next, previous row" />
            <Fixed keys={["Home", "End"]} does="First, last row" />
            <Fixed keys={["Enter"]} does="Open the row" />
          </dl>
        </section>
      </div>
    </Modal>
  );
}

function Line({ binding }: { readonly binding: KeyBinding }) {
  const keys = binding.keys
    .split(" ")
    .map((key) =>
      key.replace(/^mod\+(.)/, (_all, letter: string) => `${isMac ? "⌘" : "Ctrl "}${letter.toUpperCase()}`),
    );
  return <Fixed keys={keys} does={binding.does} />;
}

function Fixed({ keys, does }: { readonly keys: readonly string[]; readonly does: string }) {
  return (
    <div className={styles.line}>
      <dt>{does}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dd>
    </div>
  );
}

export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
