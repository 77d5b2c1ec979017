import { Link } from "@tanstack/react-router";
import { Icon } from "../../components/icons/icon.tsx";
import { Meter } from "../../components/meter.tsx";
import type { DeviceGauge } from "./agent-figures.ts";
import styles from "./agents.module.css";

/** GPUs: how busy, how full, and whose they are. */
export function DeviceRows({ devices }: { readonly devices: readonly DeviceGauge[] }) {
  return (
    <ul className={styles.devices} aria-label="GPUs">
      {devices.map((device) => (
        <li key={device.uuid} className={styles.device} title={`${device.model}, ${device.uuid}`}>
          <span className={`cut ${styles.model}`}>
            <span className="figures dim">{device.number}</span> {device.model.replace(/^NVIDIA /, "")}
          </span>
          <Meter label={device.busy.label} used={device.busy.used} text={device.busy.text} />
          <span className={`figures ${styles.gaugeText}`}>{device.busy.text}</span>
          <Meter label={device.memory.label} used={device.memory.used} text={device.memory.text} />
          <span className={`figures ${styles.gaugeText}`}>{device.memory.text}</span>
          <span className={`cut ${styles.holder}`}>
            <Holder device={device} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Holder({ device: { holder, quarantined } }: { readonly device: DeviceGauge }) {
  if (quarantined !== "")
    return (
      <span className="tone-warn" title={quarantined}>
        <Icon name="warning" size={12} /> quarantined: {quarantined}
      </span>
    );
  if (holder === undefined) return <span className="dim">free</span>;
  const { runId, task, attempt } = holder;
  return (
    <Link to="/runs/$runId" params={{ runId }} search={{ task, attempt } as never}>
      {task}
    </Link>
  );
}
