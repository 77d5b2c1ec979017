/** Records of datasets: the newest revision of each, the revisions, and what they have started. */
import { type DatasetTrigger, type Digest, isDigest, isObject, type Seen } from "@troupe/core";
import { record } from "../records/record.ts";
import type { DatasetRevision, SkippedStart } from "./dataset-views.ts";

export interface DatasetRecord {
  readonly name: string;
  readonly revision: number;
  readonly publishedAt: number | null;
}

/** Of a pipeline that datasets start. */
export interface SubscriptionRecord {
  readonly pipeline: string;
  readonly on: DatasetTrigger;
  readonly seen: Seen;
  readonly skips: number;
  readonly lastSkip: SkippedStart | null;
}

/** What a request id has published. */
export interface PublicationRecord {
  readonly dataset: string;
  readonly revision: number;
  readonly bodyDigest: Digest;
  readonly at: number;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number";

export const datasetRecord = record<DatasetRecord>(
  "dataset",
  (value) => isText(value.name) && isNumber(value.revision),
);
export const revisionRecord = record<DatasetRevision>(
  "dataset revision",
  (value) => isText(value.dataset) && isNumber(value.revision) && value.value !== undefined,
);
export const subscriptionRecord = record<SubscriptionRecord>(
  "subscription",
  (value) => isText(value.pipeline) && isObject(value.on) && Array.isArray(value.on.datasets) && isObject(value.seen),
);
export const publicationRecord = record<PublicationRecord>(
  "publication",
  (value) => isText(value.dataset) && isNumber(value.revision) && isDigest(value.bodyDigest),
);

export const datasetsPrefix = "datasets/";
export const subscriptionsPrefix = "subscriptions/";
export const publicationsPrefix = "publications/";

/** As it stands in keys: their slashes are ours. */
const inKey = (name: string): string => encodeURIComponent(name);

export const datasetKey = (name: string): string => `${datasetsPrefix}${inKey(name)}`;
export const revisionsPrefix = (name: string): string => `dataset-revisions/${inKey(name)}/`;
/** Padded, so that the order of keys is the order of revisions. */
export const revisionKey = (name: string, revision: number): string =>
  `${revisionsPrefix(name)}${String(revision).padStart(12, "0")}`;
export const subscriptionKey = (pipeline: string): string => `${subscriptionsPrefix}${pipeline}`;
export const publicationKey = (requestId: string): string => `${publicationsPrefix}${encodeURIComponent(requestId)}`;
