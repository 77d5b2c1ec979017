import styles from "./skeletons.module.css";

export interface SkeletonProps {
  /** Any CSS width; all of it by default. */
  readonly width?: string;
  readonly height?: string;
}

export function Skeleton({ width = "100%", height = "1em" }: SkeletonProps) {
  return <span className={styles.bone} style={{ width, height }} />;
}

/** Rows that keep the place of a list until it is there. */
export function RowSkeletons({ rows = 8, height = 32 }: { readonly rows?: number; readonly height?: number }) {
  return (
    <div aria-busy="true" className={styles.rows}>
      <span className="unseen" role="status">
        Loading
      </span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing but its place tells a row from the others
        <div key={row} className={styles.row} style={{ height }}>
          <Skeleton width={`${55 + ((row * 37) % 40)}%`} height="10px" />
        </div>
      ))}
    </div>
  );
}

/** What a screen shows before its code is there: the head's and the content's place. */
export function ScreenSkeleton() {
  return (
    <div aria-busy="true" className={styles.screen}>
      <Skeleton width="240px" height="24px" />
      <Skeleton width="380px" height="12px" />
      <RowSkeletons rows={6} />
    </div>
  );
}
