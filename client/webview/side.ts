import type { ProvenanceAnswer, ProvenanceNodeLine } from "@bootstrappable/server/protocol";
import { html } from "./dom";
import { kindNames, type Relations } from "./picture";

const number = (value: number) => value.toLocaleString("en");
const counted = (count: number, what: string) => `${number(count)} ${what}${count === 1 ? "" : "s"}`;

/** What one has to trust and to read. */
export function totalsOf({ totals, architecture }: ProvenanceAnswer): HTMLElement {
  const { binaries, binaryBytes, sources, lines, commands, artifacts, steps, distfiles, missing } = totals;
  const rows = (list: readonly (readonly [string, string])[]) =>
    html(
      "table",
      {},
      ...list.map(([value, name]) =>
        html("tr", {}, html("td", {}, value), html("th", { scope: "row" }, name)),
      ),
    );
  const also = [
    counted(commands, "command"),
    counted(artifacts, "artifact"),
    ...(steps > 0 ? [`${counted(steps, "step")} followed as a whole`] : []),
    ...(distfiles > 0 ? [`${counted(distfiles, "distfile")}, lines not counted`] : []),
  ];
  return html(
    "section",
    { "aria-label": "Totals" },
    html("h2", {}, `${counted(binaryBytes, "byte")} of binary to trust`),
    html("p", { class: "about" }, architecture),
    rows(
      binaries.map(({ path, size }) => [
        size === undefined ? "?" : number(size),
        path.slice(path.lastIndexOf("/") + 1),
      ]),
    ),
    html("h2", {}, `${counted(lines, "line")} of source to read`),
    rows(sources.map((each) => [number(each.lines), `${each.language} (${counted(each.files, "file")})`])),
    html("p", { class: "about" }, also.join(" · ")),
    ...(missing.length > 0
      ? [html("p", { class: "missing" }, `Nothing is known to make: ${missing.join(" ")}`)]
      : []),
  );
}

/** The node that has the focus: all that is known of it, and its neighbours as buttons. */
export function detailsOf(
  node: ProvenanceNodeLine,
  relations: Relations,
  actions: {
    readonly go: (id: string) => void;
    readonly open: () => void;
    readonly toggle: (() => void) | undefined;
  },
): HTMLElement {
  const [name = "", ...rest] = node.full.split("\n");
  const list = (title: string, ids: readonly (readonly [id: string, role: string])[]) => {
    if (ids.length === 0) return [];
    const items = ids.map(([id, role]) => {
      const button = html("button", { class: "link", type: "button" }, relations.nodes.get(id)?.title ?? id);
      button.addEventListener("click", () => actions.go(id));
      return html("li", {}, button, html("span", { class: "about" }, ` ${role}`));
    });
    return [html("h3", {}, title), html("ul", {}, ...items)];
  };
  const buttons = html("p", {});
  if (node.file !== undefined) buttons.append(button("Open", actions.open));
  if (actions.toggle !== undefined)
    buttons.append(button(node.kind === "group" ? "Open Group" : "Close Group", actions.toggle));
  return html(
    "section",
    { "aria-label": "Details" },
    html("h2", {}, name),
    html("p", { class: "about" }, kindNames[node.kind]),
    ...(rest.length > 0 ? [html("pre", {}, rest.join("\n"))] : []),
    buttons,
    ...list(
      "Needs",
      relations.needs(node.id).map(({ from, role }) => [from, said[role]]),
    ),
    ...list(
      "Needed by",
      relations.neededBy(node.id).map(({ to, role }) => [to, saidBack[role]]),
    ),
  );
}

/** How a node is needed, and how it needs what is below it. */
const said = {
  program: "runs it",
  input: "",
  made: "leaves it",
  runs: "reads its script",
  "may-use": "perhaps",
} as const;
const saidBack = {
  program: "is run by it",
  input: "",
  made: "is left by it",
  runs: "is read by it",
  "may-use": "perhaps",
} as const;

export function button(label: string, action: () => void, name?: string): HTMLButtonElement {
  const made = html("button", { type: "button", "aria-label": name, title: name }, label);
  made.addEventListener("click", action);
  return made;
}
