import { actions } from "../../actions/actions.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { Panel } from "../../components/panel.tsx";
import { plural } from "../../format/numbers.ts";
import styles from "./actions.module.css";

const rows = Object.values(actions);

/** All that can be done here, with its twin on the command line and the method that both call. */
export function ActionsScreen() {
  return (
    <>
      <PageHead
        title="Actions"
        facts={[`${plural(rows.length, "action")}: each says what it affects before it does it, and shows its command`]}
      />
      <Panel flush>
        <div className={styles.scroller}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Action</th>
                <th scope="col">On</th>
                <th scope="col">On the command line</th>
                <th scope="col">Method</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ label, on, shown, method }) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td className="dim">{on}</td>
                  <td>
                    <span className={styles.command}>
                      <code>{shown}</code>
                      <CopyButton text={shown} label="Copy the command" />
                    </span>
                  </td>
                  <td className="mono dim">{method}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}
