import { useEffect, useState } from "react";
import { EmptyState } from "../../../components/empty-state.tsx";
import styles from "./preview.module.css";
import { imageType } from "./preview-of.ts";

/** As an image a drawing runs no scripts and fetches nothing. */
export function ImagePreview({ bytes, kind }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly kind: string }) {
  const [address, setAddress] = useState<string>();
  const [isBroken, setBroken] = useState(false);
  const [extent, setExtent] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: imageType(kind) }));
    setAddress(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [bytes, kind]);
  if (isBroken)
    return <EmptyState icon="warning" title={`It is no image of the kind ${kind} that this browser can show`} />;
  return (
    <>
      <div className={styles.picture}>
        {address !== undefined && (
          <img
            src={address}
            alt="What the artifact shows"
            onError={() => setBroken(true)}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setExtent(`${naturalWidth} × ${naturalHeight}`)
            }
          />
        )}
      </div>
      <p className={styles.foot}>{extent}</p>
    </>
  );
}
