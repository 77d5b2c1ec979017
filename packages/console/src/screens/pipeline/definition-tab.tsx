import { useNavigate, useSearch } from "@tanstack/react-router";
import type { PipelineSpec } from "@troupe/core";
import { lazy, Suspense, useMemo } from "react";
import { EmptyState } from "../../components/empty-state.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { readDefinition } from "./definition-model.ts";
import styles from "./definition-tab.module.css";
import { NodePanel } from "./node-panel.tsx";
import { Outline } from "./outline.tsx";

/** What draws graphs is large, and the outline can be read before it is there. */
const DefinitionView = lazy(() => import("./definition-view.tsx").then((file) => ({ default: file.DefinitionView })));

/** Larger ones are read as an outline: nobody finds anything in a picture of thousands of boxes. */
const mostDrawn = 2000;

/** The definition as a graph, beside it its outline, or what it says of the node that is chosen. */
export function DefinitionTab({ spec }: { readonly spec: PipelineSpec }) {
  const { node: chosen } = useSearch({ from: "/pipelines/$name" });
  const navigate = useNavigate({ from: "/pipelines/$name" });
  const definition = useMemo(() => readDefinition(spec), [spec]);
  const choose = (node: string | undefined): void =>
    void navigate({
      search: ({ node: _before, ...now }) => ({ ...now, ...(node !== undefined && { node }) }),
      replace: true,
      resetScroll: false,
    });
  const node = spec.nodes.find(({ id }) => id === chosen);
  return (
    <div className={styles.tab}>
      <Panel flush className={styles.graph}>
        {spec.nodes.length > mostDrawn ? (
          <EmptyState icon="graph" title="Too large for a picture">
            The outline beside this has all of its {spec.nodes.length} nodes.
          </EmptyState>
        ) : (
          <Suspense fallback={<RowSkeletons rows={8} />}>
            <DefinitionView definition={definition} chosen={chosen} onChoose={choose} />
          </Suspense>
        )}
      </Panel>
      <div className={styles.side}>
        {node === undefined ? (
          <Outline rows={definition.outline} onChoose={choose} />
        ) : (
          <NodePanel node={node} definition={definition} onChoose={choose} />
        )}
      </div>
    </div>
  );
}
