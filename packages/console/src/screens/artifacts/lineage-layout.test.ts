import { describe, expect, test } from "vitest";
import type { ArtifactLink } from "../../api/messages.ts";
import { box, layOutLineage } from "./lineage-layout.ts";

const link = (task: string, digest = task, role: ArtifactLink["role"] = "ARTIFACT_ROLE_USED"): ArtifactLink => ({
  ...{ digest, kind: "csv", size: 1, role, runId: "r", pipeline: "churn", version: "v", task, attempt: 1 },
  ...{ path: "table", paramsJson: "{}" },
});
const maker = link("extract", "self", "ARTIFACT_ROLE_MADE");
const shown = (layout: ReturnType<typeof layOutLineage>) =>
  layout.boxes.map(({ shows, x, y }) => [shows.is, Math.round(x / (box.width + box.gapX)), y]);

describe("a lineage", () => {
  test("is read from left to right: data, params and code, the task, the artifact, its readers", () => {
    const layout = layOutLineage({ maker, inputs: [link("extract", "base")], users: [link("train[0]")] });
    expect(shown(layout)).toEqual([
      ["artifact", 0, 0],
      ["fact", 0, 60],
      ["fact", 0, 120],
      ["maker", 1, 60],
      ["self", 2, 60],
      ["user", 3, 60],
    ]);
    expect(layout.edges).toHaveLength(5);
    expect([layout.width, layout.height]).toEqual([4 * box.width + 3 * box.gapX, 168]);
  });

  test("of which nobody knows anything is the artifact alone", () => {
    const layout = layOutLineage({ maker: null, inputs: [], users: [] });
    expect(shown(layout)).toEqual([["self", 0, 0]]);
    expect(layout.edges).toEqual([]);
  });

  test("of what a person brought names no code", () => {
    const given = layOutLineage({ maker: link("", "self", "ARTIFACT_ROLE_GIVEN"), inputs: [], users: [] });
    expect(shown(given).map(([is]) => is)).toEqual(["maker", "self"]);
  });

  test("counts what would be too much to see, and shows the same bytes once", () => {
    const users = Array.from({ length: 20 }, (_, index) => link(`train[${index}]`));
    const layout = layOutLineage({ maker, inputs: [link("a", "same"), link("a", "same")], users });
    expect(layout.boxes.filter(({ column }) => column === 0)).toHaveLength(3);
    expect(layout.boxes.filter(({ shows }) => shows.is === "user")).toHaveLength(7);
    expect(layout.boxes.at(-1)?.shows).toEqual({ is: "more", count: 13 });
  });
});
