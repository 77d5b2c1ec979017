import { isObject, type JsonObject, type PipelineSpec } from "@troupe/core";
import { useMemo, useState } from "react";
import { type Draft, type DraftFields, draftsOf, paramsOf } from "../launch/draft.ts";
import { fieldsOf } from "../launch/schema-field.ts";

/**
 * The params of a backfill's runs as they are filled in: to begin with what the schedule gives its runs. `params` is null
 * until somebody changes something.
 */
export function useRunParams(spec: PipelineSpec, ofSchedule: string) {
  const fields = useMemo(() => fieldsOf(spec.params), [spec]);
  const given = useMemo(() => draftsOf(fields, readObject(ofSchedule)), [fields, ofSchedule]);
  const [changed, setChanged] = useState<DraftFields>({});
  const drafts = { ...given, ...changed };
  const params = paramsOf(fields, drafts);
  const isSame = JSON.stringify(params) === JSON.stringify(paramsOf(fields, given));
  const change = (name: string, draft: Draft) => setChanged((now) => ({ ...now, [name]: draft }));
  return { fields, drafts, change, params: isSame ? null : params };
}

function readObject(json: string): JsonObject {
  try {
    const value: unknown = JSON.parse(json || "{}");
    return isObject(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
