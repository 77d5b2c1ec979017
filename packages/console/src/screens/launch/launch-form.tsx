import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { isObject, type JsonObject, type PipelineSpec } from "@troupe/core";
import { type FormEvent, useMemo, useState } from "react";
import type { Pipeline } from "../../api/messages.ts";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import type { Launch } from "./copy-as.ts";
import { CopyAs } from "./copy-as-panel.tsx";
import { type DraftFields, draftsOf, paramsOf, withoutDefaults } from "./draft.ts";
import { FieldInput } from "./field-input.tsx";
import { Forecast } from "./forecast.tsx";
import styles from "./launch-form.module.css";
import { intervalOf, LaunchOptions, noOptions, type Options, priorityOf } from "./launch-options.tsx";
import { fieldsOf } from "./schema-field.ts";
import { useLaunch } from "./use-launch.ts";
import { ViolationList } from "./violation-list.tsx";
import { fieldPath, violationsElsewhere } from "./violations.ts";

export interface LaunchFormProps {
  readonly pipeline: Pipeline;
  readonly spec: PipelineSpec;
  /** Params to begin with, as JSON. */
  readonly given: string;
}

export function LaunchForm({ pipeline, spec, given }: LaunchFormProps) {
  const navigate = useNavigate();
  const fields = useMemo(() => fieldsOf(spec.params), [spec]);
  const [drafts, setDrafts] = useState<DraftFields>(() => draftsOf(fields, readGiven(given)));
  const [options, setOptions] = useState<Options>(noOptions);
  const launch = useMemo<Launch>(
    () => ({
      pipeline: pipeline.name,
      params: withoutDefaults(fields, paramsOf(fields, drafts)),
      interval: intervalOf(options, spec),
      priority: priorityOf(options),
      skipCache: options.skipCache,
    }),
    [pipeline.name, fields, drafts, options, spec],
  );
  const { plan, sending, violations, refusal } = useLaunch(
    launch,
    pipeline,
    ({ runId }) => void navigate({ to: "/runs/$runId", params: { runId } }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    sending.mutate();
  };
  const paths = fields.map(({ name }) => fieldPath("params", name));
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.main}>
        <Panel title="Params">
          <ViolationList violations={violationsElsewhere(violations, paths)} />
          {fields.length === 0 && <p className="dim">This pipeline takes no params.</p>}
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              path={fieldPath("params", field.name)}
              draft={drafts[field.name]}
              onChange={(draft) => setDrafts((now) => ({ ...now, [field.name]: draft }))}
              violations={violations}
            />
          ))}
        </Panel>
        <LaunchOptions spec={spec} options={options} onChange={setOptions} />
      </div>
      <aside className={styles.side} aria-label="What is launched">
        <Panel title="What this launches">
          <Forecast
            plan={plan}
            pipeline={pipeline}
            violations={violations}
            skipCache={options.skipCache}
            steps={spec.nodes.filter(({ kind }) => kind === "step").length}
          />
          {refusal !== null && <ErrorPanel error={refusal} title="The coordinator refused" />}
          <Button
            type="submit"
            fullWidth
            loading={sending.isPending}
            leftSection={<Icon name="play" size={14} />}
            className={styles.button}
          >
            Launch {pipeline.name}
          </Button>
        </Panel>
        <CopyAs launch={launch} schema={spec.params} />
      </aside>
    </form>
  );
}

function readGiven(json: string): JsonObject {
  try {
    const value: unknown = JSON.parse(json === "" ? "{}" : json);
    return isObject(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
