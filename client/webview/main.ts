import type { ProvenanceAnswer } from "@bootstrappable/server/protocol";
import type { FromPage, ProvenanceSubject, ToPage } from "../src/views/provenance/messages";
import { Camera, type View } from "./camera";
import { html, svg } from "./dom";
import { outlineOf } from "./outline";
import { drawPicture, Relations } from "./picture";
import { button, detailsOf, totalsOf } from "./side";

/** What the page keeps while it is not shown. */
interface Kept {
  readonly subject?: ProvenanceSubject;
  readonly view?: View;
  readonly focus?: string;
  readonly search?: string;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

/** The panel *Where Does This Come From?*: the picture with its tools, and beside it the outline, details and totals. */
class Page {
  readonly #code = acquireVsCodeApi();
  #kept: Kept = this.#code.getState() ?? {};
  readonly #search = html("input", {
    type: "search",
    placeholder: "Search",
    "aria-label": "Search the picture",
  });
  readonly #count = html("span", { class: "about", role: "status" });
  readonly #heading = html("h1", {});
  readonly #frame = svg("svg", { class: "frame", role: "group" });
  readonly #outline = html("div", { class: "outline" });
  readonly #details = html("div", { class: "details" });
  readonly #totals = html("div", { class: "totals" });
  #answer: ProvenanceAnswer | undefined;
  #relations: Relations | undefined;
  #nodes = new Map<string, SVGGElement>();
  readonly #camera = new Camera(this.#frame, (view) => this.#keep({ view }));
  #focus: string | undefined;
  #matches: readonly string[] = [];

  start(): void {
    const zoom = (by: number) => () => this.#camera.zoom(by);
    const tools = html(
      "div",
      { class: "tools", role: "toolbar", "aria-label": "Picture" },
      this.#search,
      this.#count,
      button("−", zoom(1 / 1.25), "Smaller"),
      button("+", zoom(1.25), "Larger"),
      button("Fit", () => this.#fit(), "Show all of the picture"),
      button(
        "Open All",
        () => this.#expand(this.#answer?.groups.map(({ index }) => index)),
        "Draw every command",
      ),
      button("Close All", () => this.#expand([]), "Draw each script and step as one"),
      button("SVG…", () => this.#say({ type: "export", format: "svg" }), "Export as SVG"),
      button("DOT…", () => this.#say({ type: "export", format: "dot" }), "Export as DOT, for Graphviz"),
    );
    document.body.append(
      html("header", {}, this.#heading, tools),
      html(
        "main",
        {},
        html("aside", {}, this.#details, this.#outline, this.#totals),
        html("div", { class: "stage" }),
      ),
    );
    document.querySelector(".stage")!.append(this.#frame);
    this.#search.value = this.#kept.search ?? "";
    this.#search.addEventListener("input", () => this.#find());
    this.#search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#next(event.shiftKey ? -1 : 1);
    });
    this.#frame.addEventListener("click", (event) => this.#click(event));
    this.#frame.addEventListener("dblclick", (event) => this.#toggleAt(event));
    this.#frame.addEventListener("keydown", (event) => this.#key(event));
    this.#frame.addEventListener("focusin", (event) => {
      const id = (event.target as Element).closest<SVGGElement>(".node")?.dataset["id"];
      if (id !== undefined && id !== this.#focus) this.#attend(id);
    });
    window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => this.#take(data));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "f" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#search.select();
    });
    this.#say({ type: "ready" });
  }

  #say(message: FromPage): void {
    this.#code.postMessage(message);
  }

  #keep(more: Kept): void {
    this.#kept = { ...this.#kept, ...more };
    this.#code.setState(this.#kept);
  }

  #take(message: ToPage): void {
    if (message.type === "nothing") {
      this.#heading.textContent = `Nothing is known of where ${message.of} comes from.`;
      this.#frame.replaceChildren();
      for (const part of [this.#outline, this.#details, this.#totals]) part.replaceChildren();
      return;
    }
    const isOther = message.subject.of !== this.#kept.subject?.of || this.#kept.view === undefined;
    this.#show(message.answer, isOther);
    this.#keep({ subject: message.subject });
  }

  #show(answer: ProvenanceAnswer, isOther: boolean): void {
    const before = this.#place(this.#focus);
    this.#answer = answer;
    this.#heading.textContent = `Where ${answer.title} comes from`;
    this.#relations = new Relations(answer);
    const { scene, nodes } = drawPicture(this.#relations);
    this.#nodes = nodes;
    this.#frame.setAttribute(
      "aria-label",
      `Picture: ${answer.nodes.length} nodes. Arrow keys go along the lines.`,
    );
    this.#frame.replaceChildren(arrowHead(), scene);
    this.#camera.scene = scene;
    this.#outline.replaceChildren(
      html("h2", {}, "Outline"),
      outlineOf(this.#relations, (id) => this.#go(id, false)),
    );
    this.#totals.replaceChildren(totalsOf(answer));
    this.#find(false);
    const target = answer.nodes.find(({ isTarget }) => isTarget);
    const wanted = [this.#focus, this.#kept.focus, target?.id].find(
      (id) => id !== undefined && nodes.has(id),
    );
    if (wanted !== undefined) this.#attend(wanted);
    const after = this.#place(wanted);
    if (isOther && target !== undefined) this.#camera.start({ x: 0, y: 0, ...answer }, target);
    else if (before !== undefined && after !== undefined && this.#focus === wanted) {
      // What the person looked at stays where it was.
      const { x, y, scale } = this.#kept.view!;
      this.#camera.set({ x: x + (before.x - after.x) * scale, y: y + (before.y - after.y) * scale, scale });
    } else this.#camera.set(this.#kept.view!);
  }

  #place(id: string | undefined) {
    return id === undefined ? undefined : this.#relations?.nodes.get(id);
  }

  #fit(): void {
    if (this.#answer !== undefined)
      this.#camera.fit({ x: 0, y: 0, width: this.#answer.width, height: this.#answer.height });
  }

  #expand(expanded: readonly number[] | undefined): void {
    this.#say({ type: "expand", expanded });
  }

  /** Shows what is known of a node and lifts its lines. */
  #attend(id: string): void {
    const node = this.#place(id);
    const relations = this.#relations;
    if (node === undefined || relations === undefined) return;
    this.#focus = id;
    this.#keep({ focus: id });
    for (const element of this.#nodes.values()) element.setAttribute("tabindex", "-1");
    this.#nodes.get(id)?.setAttribute("tabindex", "0");
    const near = new Set([id]);
    for (const edge of this.#frame.querySelectorAll<SVGPathElement>(".edge")) {
      const { from, to } = edge.dataset;
      const isOwn = from === id || to === id;
      edge.classList.toggle("lit", isOwn);
      if (isOwn) near.add(from!).add(to!);
    }
    for (const [other, element] of this.#nodes) {
      element.classList.toggle("near", near.has(other));
      element.classList.toggle("current", other === id);
    }
    const canToggle = node.kind === "group" || (node.group !== undefined && node.kind !== "step");
    this.#details.replaceChildren(
      detailsOf(node, relations, {
        go: (other) => this.#go(other, true),
        open: () => this.#open(id),
        toggle: canToggle ? () => this.#toggle(id) : undefined,
      }),
    );
  }

  #go(id: string, withFocus: boolean): void {
    const node = this.#place(id);
    if (node === undefined) return;
    this.#attend(id);
    this.#camera.reveal(node);
    if (withFocus) this.#nodes.get(id)?.focus({ preventScroll: true });
  }

  #open(id: string): void {
    const node = this.#place(id);
    if (node?.file !== undefined) this.#say({ type: "open", file: node.file, line: node.line ?? 0 });
  }

  /** Opens a closed group; closes the one that a node belongs to. */
  #toggle(id: string): void {
    const group = this.#place(id)?.group;
    if (group === undefined || this.#answer === undefined) return;
    const { expanded } = this.#answer;
    this.#expand(expanded.includes(group) ? expanded.filter((each) => each !== group) : [...expanded, group]);
  }

  #idAt({ target }: Event): string | undefined {
    return (target as Element).closest<SVGGElement>(".node")?.dataset["id"];
  }

  #click(event: MouseEvent): void {
    const id = this.#idAt(event);
    if (id === undefined) return;
    this.#attend(id);
    this.#nodes.get(id)?.focus({ preventScroll: true });
    if (this.#place(id)?.kind === "group") this.#toggle(id);
    else this.#open(id);
  }

  #toggleAt(event: MouseEvent): void {
    if (this.#idAt(event) === undefined) this.#fit();
  }

  #key(event: KeyboardEvent): void {
    const id = this.#idAt(event) ?? this.#focus;
    if (id === undefined || this.#relations === undefined || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const isGroup = this.#place(id)?.kind === "group";
    if (event.key.startsWith("Arrow")) {
      const next = this.#relations.neighbour(id, event.key);
      if (next !== undefined) this.#go(next, true);
    } else if (event.key === "Enter" && !isGroup) this.#open(id);
    else if (event.key === "Enter" || event.key === " ") this.#toggle(id);
    else if (event.key === "+" || event.key === "=") this.#camera.zoom(1.25);
    else if (event.key === "-") this.#camera.zoom(1 / 1.25);
    else if (event.key === "0") this.#fit();
    else if (event.key === "Home") this.#go(this.#answer!.nodes.find(({ isTarget }) => isTarget)!.id, true);
    else return;
    event.preventDefault();
  }

  #find(isTyped = true): void {
    const text = this.#search.value.trim().toLowerCase();
    if (isTyped) this.#keep({ search: this.#search.value });
    const holds = ({ title, detail, full, members = [] }: ProvenanceAnswer["nodes"][number]) =>
      [title, detail, full, ...members].some((each) => each.toLowerCase().includes(text));
    const found = text === "" ? [] : (this.#answer?.nodes ?? []).filter(holds);
    this.#matches = [...found].sort((a, b) => a.x - b.x || a.y - b.y).map(({ id }) => id);
    this.#frame.classList.toggle("searched", text !== "");
    for (const [id, element] of this.#nodes) element.classList.toggle("match", this.#matches.includes(id));
    this.#count.textContent = text === "" ? "" : `${this.#matches.length} found`;
    const [first] = this.#matches;
    if (isTyped && first !== undefined) this.#go(first, false);
  }

  #next(by: 1 | -1): void {
    const count = this.#matches.length;
    if (count === 0) return;
    const at = this.#focus === undefined ? -1 : this.#matches.indexOf(this.#focus);
    const next = (at + by + count) % count;
    this.#go(this.#matches[next]!, false);
    this.#count.textContent = `${next + 1} of ${count}`;
  }
}

function arrowHead(): SVGDefsElement {
  const marker = {
    id: "end",
    viewBox: "0 0 8 8",
    refX: 7,
    refY: 4,
    markerWidth: 7,
    markerHeight: 7,
    orient: "auto",
  };
  return svg("defs", {}, svg("marker", marker, svg("path", { d: "M0 0.5 7.5 4 0 7.5z" })));
}

new Page().start();
