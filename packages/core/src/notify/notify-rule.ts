/** Who is told what about the runs of a pipeline. Where a connection leads to is the coordinator's to know. */

export interface NotifyRule {
  readonly to: NotifyTarget;
  /** Default in the SDK: `failed` and `timed-out`. */
  readonly on: readonly NotifyCause[];
}

export interface NotifyTarget {
  readonly kind: "slack" | "webhook" | "email";
  /** Name of a connection in the settings of the coordinators. */
  readonly connection: string;
  /** Addresses; of an e-mail only. */
  readonly to?: readonly string[];
}

/** Each way in which a run can end, and an approval that it waits for. */
export const notifyCauses = ["succeeded", "failed", "cancelled", "timed-out", "approval"] as const;
export type NotifyCause = (typeof notifyCauses)[number];

export const notifyKinds = ["slack", "webhook", "email"] as const;

export const notifyLimits = { rules: 20, addresses: 50 } as const;
