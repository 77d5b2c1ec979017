import type { Cluster } from "../../api/messages.ts";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import styles from "./cluster.module.css";

export interface CoordinatorsPanelProps {
  readonly coordinators: Cluster["coordinators"];
  readonly leader: Cluster["leader"];
  readonly answeredBy: string;
}

/** Each of them, the one that leads first told apart; the page is served by one of them. */
export function CoordinatorsPanel({ coordinators, leader, answeredBy }: CoordinatorsPanelProps) {
  return (
    <Panel title="Coordinators" flush className={styles.wide}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Since</th>
            <th scope="col">Address</th>
            <th scope="col">Version</th>
            <th scope="col">Started</th>
          </tr>
        </thead>
        <tbody>
          {coordinators.map(({ name, address, httpUrl, version, since, startedAt, silentS }) => {
            const leads = name === leader?.name;
            return (
              <tr key={name} data-leads={leads}>
                <th scope="row">
                  {name}
                  {name === answeredBy && <span className="dim"> · serves this page</span>}
                </th>
                <td>
                  {silentS > 0 ? (
                    <StateBadge
                      state="LEAD_SILENT"
                      word={`${leads ? "leads" : "follows"}, not heard of for ${silentS} s`}
                      look="plain"
                    />
                  ) : (
                    <StateBadge state={leads ? "LEAD_LEADS" : "LEAD_FOLLOWS"} look="plain" />
                  )}
                </td>
                <td>
                  <TimeText at={since} />
                </td>
                <td className="mono">
                  {httpUrl === "" ? (
                    address
                  ) : (
                    <a href={httpUrl} title={httpUrl}>
                      {address} <Icon name="external" size={12} />
                    </a>
                  )}
                </td>
                <td className="figures">{version}</td>
                <td>
                  <TimeText at={startedAt} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
