/** Where the boxes of a lineage stand: what it was made from, what made it, itself, what read it. Pure. */
import type { ArtifactLink } from "../../api/messages.ts";

export interface LineageBox {
  readonly id: string;
  readonly column: 0 | 1 | 2 | 3;
  readonly x: number;
  readonly y: number;
  readonly shows:
    | { readonly is: "artifact"; readonly link: ArtifactLink }
    | { readonly is: "fact"; readonly label: "code" | "params"; readonly link: ArtifactLink }
    | { readonly is: "maker"; readonly link: ArtifactLink }
    | { readonly is: "self" }
    | { readonly is: "user"; readonly link: ArtifactLink }
    | { readonly is: "more"; readonly count: number };
}

export interface LineageEdge {
  readonly id: string;
  /** A curve, as SVG has it. */
  readonly path: string;
}

export interface LineageLayout {
  readonly boxes: readonly LineageBox[];
  readonly edges: readonly LineageEdge[];
  readonly width: number;
  readonly height: number;
}

export const box = { width: 216, height: 48, gapX: 56, gapY: 12 } as const;

/** More of them would push the others out of sight: the rest is counted, and listed below. */
const perColumn = 8;

export interface LineageParts {
  /** Null: nobody knows who made it. */
  readonly maker: ArtifactLink | null;
  /** What its maker read. */
  readonly inputs: readonly ArtifactLink[];
  readonly users: readonly ArtifactLink[];
}

export function layOutLineage({ maker, inputs, users }: LineageParts): LineageLayout {
  const facts = maker === null || maker.role === "ARTIFACT_ROLE_GIVEN" ? [] : (["params", "code"] as const);
  const sources: LineageBox["shows"][] =
    maker === null
      ? []
      : [
          ...limited(distinct(inputs), (link) => ({ is: "artifact", link })),
          ...facts.map((label) => ({ is: "fact", label, link: maker }) as const),
        ];
  const columns: (readonly LineageBox["shows"][])[] = [
    sources,
    maker === null ? [] : [{ is: "maker", link: maker }],
    [{ is: "self" }],
    limited(users, (link) => ({ is: "user", link })),
  ];
  const rows = Math.max(...columns.map((column) => column.length));
  const height = rows * (box.height + box.gapY) - box.gapY;
  // Columns that are empty take no room.
  let place = -1;
  const boxes = columns.flatMap((column, index) => {
    if (column.length > 0) place += 1;
    const own = column.length * (box.height + box.gapY) - box.gapY;
    return column.map((shows, row) => ({
      ...{ id: `${index}-${row}`, column: index as LineageBox["column"], shows },
      x: place * (box.width + box.gapX),
      y: (height - own) / 2 + row * (box.height + box.gapY),
    }));
  });
  return { boxes, edges: edgesOf(boxes), width: (place + 1) * (box.width + box.gapX) - box.gapX, height };
}

/** Each box leads to those of the next column that has any: there is one in the middle always. */
function edgesOf(boxes: readonly LineageBox[]): readonly LineageEdge[] {
  const of = (column: number) => boxes.filter((each) => each.column === column);
  const pairs = [...of(0).map((from) => [from, of(1)[0]]), ...of(1).map((from) => [from, of(2)[0]])];
  const self = of(2)[0];
  return [...pairs, ...of(3).map((to) => [self, to])].flatMap(([from, to]) =>
    from === undefined || to === undefined ? [] : [{ id: `${from.id} ${to.id}`, path: curve(from, to) }],
  );
}

function curve(from: LineageBox, to: LineageBox): string {
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = [to.x, to.y + box.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function limited(
  links: readonly ArtifactLink[],
  show: (link: ArtifactLink) => LineageBox["shows"],
): readonly LineageBox["shows"][] {
  if (links.length <= perColumn) return links.map(show);
  const shown = links.slice(0, perColumn - 1);
  return [...shown.map(show), { is: "more", count: links.length - shown.length }];
}

/** The same bytes at several places of an input are one box. */
function distinct(links: readonly ArtifactLink[]): readonly ArtifactLink[] {
  return [...new Map(links.map((link) => [link.digest, link])).values()];
}
