import { useParams, useSearch } from "@tanstack/react-router";
import { useCall } from "../../api/use-call.ts";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { readSpec } from "../pipeline/read-spec.ts";
import { LaunchForm } from "./launch-form.tsx";

/** /pipelines/NAME/launch, filled in with the params of a run (`of`), or with params of its own (`params`). */
export function LaunchScreen() {
  const { name } = useParams({ from: "/pipelines/$name/launch" });
  const { of = "", params: given } = useSearch({ from: "/pipelines/$name/launch" });
  const pipeline = useCall("PipelineService/GetPipeline", { name });
  const model = useCall("RunService/GetRun", { runId: of }, { enabled: of !== "", staleMs: Number.POSITIVE_INFINITY });
  const error = pipeline.error ?? model.error;
  const isReady = pipeline.data !== undefined && (of === "" || model.data !== undefined);
  return (
    <>
      <PageHead
        title={`Launch ${name}`}
        crumbs={[{ label: name, link: { to: "/pipelines/$name", params: { name } } }]}
        facts={[of !== "" && `with the params of run ${of}`]}
      />
      {error !== null && <ErrorPanel error={error} onRetry={() => void pipeline.refetch()} />}
      {!isReady && error === null && <RowSkeletons rows={10} />}
      {isReady && (
        <LaunchForm
          key={`${pipeline.data.version} ${of} ${given}`}
          pipeline={pipeline.data}
          spec={readSpec(pipeline.data.specJson)}
          given={given ?? model.data?.paramsJson ?? "{}"}
        />
      )}
    </>
  );
}
