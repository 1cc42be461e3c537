import type { DrawnNode } from "./draw";
import type { EdgeRole } from "./graph";
import type { Placed, PlacedEdge, PlacedNode } from "./layout";

/** Fill and border, readable on white. */
const colours: Readonly<Record<DrawnNode["kind"], readonly [fill: string, stroke: string]>> = {
  seed: ["#fde8c8", "#b35900"],
  source: ["#eef6ee", "#3f7f3f"],
  sources: ["#eef6ee", "#3f7f3f"],
  distfile: ["#e8f3f8", "#2a6f97"],
  artifact: ["#ffffff", "#555555"],
  command: ["#f2f2f2", "#777777"],
  files: ["#f7f3fb", "#7a5ea8"],
  step: ["#f0ecfa", "#6247aa"],
  group: ["#f0ecfa", "#6247aa"],
  missing: ["#fdeaea", "#b3261e"],
};

const strokes: Readonly<Record<EdgeRole, string>> = {
  program: 'stroke="#b35900" stroke-width="1.4"',
  input: 'stroke="#555555"',
  made: 'stroke="#555555"',
  runs: 'stroke="#999999" stroke-dasharray="1 3"',
  "may-use": 'stroke="#7a5ea8" stroke-dasharray="5 3"',
};

/** A picture as an SVG file that stands by itself: no script, no style sheet, nothing from elsewhere. */
export function svgOf({ nodes, edges, width, height }: Placed, title: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" role="img">`,
    `<title>${escaped(title)}</title>`,
    '<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.5 7.5 4 0 7.5z" fill="#555555"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...edges.filter(({ isImplied }) => !isImplied).map(edgeOf),
    ...nodes.map(nodeOf),
    "</svg>",
    "",
  ].join("\n");
}

function edgeOf({ points, role }: PlacedEdge): string {
  return `<path d="${pathOf(points)}" fill="none" ${strokes[role]} marker-end="url(#end)"/>`;
}

function nodeOf({ kind, title, detail, full, x, y, width, height, isTarget }: PlacedNode): string {
  const [fill, stroke] = colours[kind];
  const radius = kind === "command" || kind === "group" || kind === "step" ? 8 : 3;
  const middle = x + width / 2;
  const text = (content: string, at: number, size: number, colour: string, weight: string) =>
    `<text x="${middle}" y="${at}" text-anchor="middle" font-size="${size}" fill="${colour}"${weight}>${escaped(content)}</text>`;
  return [
    `<g><title>${escaped(full)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="${isTarget ? 2.5 : 1}"${kind === "missing" ? ' stroke-dasharray="4 2"' : ""}/>`,
    text(title, y + (detail === "" ? height / 2 + 4 : 18), 12, "#1a1a1a", ' font-weight="600"'),
    ...(detail === "" ? [] : [text(detail, y + 34, 10.5, "#4a4a4a", "")]),
    "</g>",
  ].join("");
}

/** A smooth line through the bends. */
function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${first.x} ${first.y}`;
  for (let index = 0; index < rest.length; index++) {
    const point = rest[index]!;
    const next = rest[index + 1];
    if (next === undefined) path += `L${point.x} ${point.y}`;
    else path += `Q${point.x} ${point.y} ${half(point.x, next.x)} ${half(point.y, next.y)}`;
  }
  return path;
}

function half(a: number, b: number): number {
  return Math.round((a + b) * 5) / 10;
}

/** Text of an XML file, whatever bytes a file's name is made of. */
function escaped(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
