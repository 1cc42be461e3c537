import { laneCount, type Arrow } from "./layout";
import type { Cell, Row } from "./rows";

/** Width and height of a picture, which is stretched to the margin of a line. */
const size = 20;
const middle = size / 2;
/** Where a lane is, from the left. */
const laneAt = (lane: number) => 12.5 - 2.8 * lane;
/** Where arrows end, before the line's number. */
const right = size - 1;

/** VS Code's own colours of charts, which a picture cannot refer to. */
export type Palette = Readonly<Record<Arrow["kind"], string>>;

export const palettes = {
  dark: { jump: "#3794ff", branch: "#89d185", call: "#b180d7" },
  light: { jump: "#1a85ff", branch: "#388a34", call: "#652d90" },
} as const satisfies Readonly<Record<string, Palette>>;

/** A row's picture as an address that holds all of it. */
export function pictureOf({ lanes, ends }: Row, palette: Palette): string {
  const cells = lanes.flatMap((cell, lane) => (cell === undefined ? [] : [{ cell, lane }]));
  // What belongs to the cursor's line is drawn last, over the others.
  const ordered = [...cells].sort((a, b) => Number(a.cell.strong) - Number(b.cell.strong));
  const drawn = [
    ...ends.map((cell) => stroke(cell, endPath(cell), palette)),
    ...ordered.flatMap(({ cell, lane }) => [
      // Calls go far: their lines are to be told from the others'.
      stroke(cell, verticalPath(cell, laneAt(lane)), palette, cell.kind === "call"),
      stroke(cell, horizontalPath(cell, laneAt(lane)), palette),
    ]),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}" preserveAspectRatio="none" fill="none" stroke-linejoin="round">${drawn.join("")}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

/** What tells rows apart that look different. */
export function keyOf({ lanes, ends }: Row): string {
  const all = Array.from({ length: laneCount }, (_, lane) => cellKey(lanes[lane]));
  return [all.join(""), ...new Set(ends.map(cellKey))].join("|");
}

function cellKey(cell: Cell | undefined): string {
  if (cell === undefined) return "-";
  const { kind, strong, up, down, source, target } = cell;
  const bits = [strong, up, down, source, target].reduce((sum, bit) => 2 * sum + Number(bit), 0);
  return `${kind[0]}${bits.toString(36)}`;
}

function stroke({ kind, strong }: Cell, path: string, palette: Palette, dashed = false): string {
  if (path === "") return "";
  const dashes = dashed ? ' stroke-dasharray="2.5 2.5"' : "";
  const width = strong ? 2 : 1.2;
  return `<path d="${path}" stroke="${palette[kind]}" stroke-width="${width}" stroke-opacity="${strong ? 1 : 0.85}"${dashes}/>`;
}

function verticalPath({ up, down }: Cell, x: number): string {
  return up || down ? `M${x} ${up ? 0 : middle}V${down ? size : middle}` : "";
}

function horizontalPath({ source, target }: Cell, x: number): string {
  return source || target ? `M${x} ${middle}H${right}${target ? head : ""}` : "";
}

const head = `M${right - 4} ${middle - 3.5}L${right} ${middle}L${right - 4} ${middle + 3.5}`;

/** A short line; at a source, with a hook that says where the other end is. */
function endPath({ up, down, source, target }: Cell): string {
  const from = right - 5;
  const hook = up ? `M${from} ${middle}V${middle - 5}` : down ? `M${from} ${middle}V${middle + 5}` : "";
  return `${hook}M${from} ${middle}H${right}${target && !(source && (up || down)) ? head : ""}`;
}
