import { useLinkStatus } from "../api/live/use-live.ts";
import { Icon } from "../components/icons/icon.tsx";
import { useNow } from "../components/use-now.ts";
import styles from "./banner.module.css";
import { type BannerWords, bannerWords } from "./cluster/fail-over.ts";
import { useWatchedCluster } from "./cluster/watched-cluster.tsx";

const icons = { bad: "warning", warn: "warning", good: "check" } as const satisfies Record<BannerWords["tone"], string>;

/**
 * What concerns the whole page, such as a fail-over. Nothing while all is well. It lies over the page's edge and moves
 * nothing: who reads there reads on.
 */
export function Banner() {
  const { failOver, cluster } = useWatchedCluster();
  const link = useLinkStatus();
  const isEventful = failOver.lostAt !== undefined || failOver.taken !== undefined;
  const now = useNow(isEventful);
  const words = bannerWords(failOver, link, now);
  const elsewhere =
    words !== undefined && link === "broken" && failOver.lostAt !== undefined && now - failOver.lostAt > 5000
      ? (cluster?.coordinators.filter(({ httpUrl }) => httpUrl !== "" && !isHere(httpUrl)) ?? [])
      : [];
  return (
    <div className={styles.place} role="status" aria-live="polite">
      {words !== undefined && (
        <div className={`tone-${words.tone} ${styles.banner}`}>
          <Icon name={icons[words.tone]} size={16} />
          <strong>{words.title}</strong>
          <span>{words.text}</span>
          {elsewhere.map(({ name, httpUrl }) => (
            <a key={name} href={new URL(location.pathname + location.search, httpUrl).href}>
              Open it on {name}
            </a>
          ))}
        </div>
      )}
    </div>
  );
}

function isHere(httpUrl: string): boolean {
  return URL.canParse(httpUrl) && new URL(httpUrl).origin === location.origin;
}
