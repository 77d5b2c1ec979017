import { Link } from "@tanstack/react-router";
import { type CSSProperties, useMemo } from "react";
import type { ArtifactLink } from "../../api/messages.ts";
import { Icon } from "../../components/icons/icon.tsx";
import type { IconName } from "../../components/icons/icon-shapes.ts";
import { formatBytes } from "../../format/bytes.ts";
import { shortDigest, shortId } from "../../format/ids.ts";
import styles from "./lineage.module.css";
import { box, type LineageBox, type LineageParts, layOutLineage } from "./lineage-layout.ts";
import { nameOf, roleWords } from "./link-words.ts";

export interface LineageGraphProps extends LineageParts {
  readonly name: string;
  readonly note: string;
}

/** What made it and what used it, at a glance; each box leads on. */
export function LineageGraph({ name, note, ...parts }: LineageGraphProps) {
  const { maker, inputs, users } = parts;
  const layout = useMemo(() => layOutLineage({ maker, inputs, users }), [maker, inputs, users]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.scroller} tabIndex={0} aria-label="Lineage">
      <div className={styles.graph} style={{ width: layout.width, height: layout.height }}>
        <svg className={styles.edges} width={layout.width} height={layout.height} aria-hidden="true">
          {layout.edges.map(({ id, path }) => (
            <path key={id} d={path} />
          ))}
        </svg>
        {layout.boxes.map((each) => (
          <Box key={each.id} shown={each} name={name} note={note} />
        ))}
      </div>
    </section>
  );
}

interface BoxProps {
  readonly shown: LineageBox;
  readonly name: string;
  readonly note: string;
}

function Box({ shown: { x, y, shows }, name, note }: BoxProps) {
  const style: CSSProperties = { left: x, top: y, width: box.width, height: box.height };
  switch (shows.is) {
    case "self":
      return (
        <div className={styles.self} style={style}>
          <Words icon="artifact" title={name} note={note} />
        </div>
      );
    case "more":
      return (
        <div className={styles.more} style={style}>
          and {shows.count} more
        </div>
      );
    case "artifact":
      return (
        <Link to="/artifacts/$digest" params={{ digest: shows.link.digest }} className={styles.box} style={style}>
          <Words
            icon="artifact"
            title={nameOf(shows.link)}
            note={`${shows.link.kind} · ${formatBytes(shows.link.size)}`}
          />
        </Link>
      );
    case "fact":
      return <Fact label={shows.label} link={shows.link} style={style} />;
    case "maker":
    case "user":
      return <Task link={shows.link} style={style} />;
  }
}

function Task({ link, style }: { readonly link: ArtifactLink; readonly style: CSSProperties }) {
  const { runId, task, pipeline, role } = link;
  const title = task === "" ? "a param of the run" : task;
  const how = roleWords[role] ?? "";
  return (
    <Link
      to="/runs/$runId"
      params={{ runId }}
      search={(task === "" ? {} : { task }) as never}
      className={styles.box}
      style={style}
      title={`${title} of run ${runId}`}
    >
      <Words icon={task === "" ? "play" : "bolt"} title={title} note={`${pipeline} ${shortId(runId)}${how}`} />
    </Link>
  );
}

interface FactProps {
  readonly label: "code" | "params";
  readonly link: ArtifactLink;
  readonly style: CSSProperties;
}

function Fact({ label, link: { pipeline, version, runId, paramsJson }, style }: FactProps) {
  return label === "code" ? (
    <Link
      to="/pipelines/$name"
      params={{ name: pipeline }}
      search={{ tab: "graph", version } as never}
      className={styles.box}
      style={style}
    >
      <Words icon="branch" title={`Code of ${pipeline}`} note={shortDigest(version)} />
    </Link>
  ) : (
    <Link to="/runs/$runId" params={{ runId }} className={styles.box} style={style} title={paramsJson}>
      <Words icon="filter" title="Params" note={paramsJson === "" ? "too long to be shown here" : paramsJson} />
    </Link>
  );
}

function Words({ icon, title, note }: { readonly icon: IconName; readonly title: string; readonly note: string }) {
  return (
    <>
      <Icon name={icon} size={16} />
      <span className={styles.words}>
        <span className="cut">{title}</span>
        <span className={`cut ${styles.note}`}>{note}</span>
      </span>
    </>
  );
}
