import { expect, test } from "vitest";
import { edgePaths } from "./edge-paths.ts";
import type { PlacedEdge } from "./layout.ts";
import { routePath } from "./route-path.ts";

const edge = (id: string, x: number, y = 0): PlacedEdge => ({
  id,
  from: id,
  to: `${id}'`,
  route: [
    { x, y },
    { x: x + 40, y: y + 10 },
  ],
});
const near = [edge("a", 0), edge("b", 30), edge("c", 60)];
const far = edge("d", 9000);

test("edges of one kind that are near each other are one path", () => {
  const paths = edgePaths([...near, far], () => "plain");
  expect(paths.map(({ path }) => path)).toEqual([
    near.map(({ route }) => routePath(route)).join(""),
    routePath(far.route),
  ]);
  expect(new Set(paths.map(({ key }) => key)).size).toBe(2);
});

test("what is lit is drawn over what is not, and what is touched over both", () => {
  const rankOf = ({ id }: PlacedEdge) => (id === "a" ? "touched" : id === "b" ? "lit" : "plain");
  const paths = edgePaths([...near, far], rankOf);
  expect(paths.map(({ rank }) => rank)).toEqual(["plain", "plain", "lit", "touched"]);
  expect(paths[2]?.path).toBe(routePath(near[1]?.route ?? []));
});

test("two thousand edges are some ten paths", () => {
  const many = Array.from({ length: 2000 }, (_, at) => edge(`e${at}`, 250 * (at % 20), 60 * Math.floor(at / 40)));
  expect(edgePaths(many, () => "plain").length).toBeLessThan(20);
});
