import type { ProvenanceAnswer } from "@bootstrappable/server/protocol";
import { Disposable, window, type Range, type Terminal, type TextDocument, type TreeItem } from "vscode";
import type { GutterMarks } from "../runs/gutter";
import type { RunBook } from "../runs/book";
import type { SeedBuilds } from "../runs/seedBuilds";
import type { Standing } from "../runs/standing";
import type { RunLinks } from "../terminal/links";
import type { VerificationTests } from "../testing/explorer";
import type { ShownTest } from "../testing/outcomes";
import type { Forest } from "../tree/forest";
import type { ControlFlowArrows } from "../arrows/arrows";
import type { Arrow } from "../arrows/layout";
import type { AuditBook } from "../audit/book";
import { ArtifactsView } from "./artifacts";
import { AuditView } from "./audit";
import { BuildItem } from "./buildItem";
import type { ImageBook } from "../images/book";
import type { AnnotatedLogs } from "../logs/annotatedLogs";
import type { LoweredLink } from "../lower/link";
import { DistfilesView } from "./distfiles";
import { fadeLines } from "./faded";
import { ImageView } from "./image";
import { LogView } from "./log";
import type { Node } from "./nodes";
import type { ProvenancePanels } from "./provenance/panel";
import { RunsView } from "./runs";
import { SeedsView } from "./seeds";
import { StatusBar } from "./statusBar";
import { StepsView } from "./steps";

type ViewName = "steps" | "seeds" | "artifacts" | "distfiles" | "runs" | "audit" | "image" | "log";

/** What a person sees of the extension outside of editors, for tests to look at. */
export interface Shown {
  /** The lines of a view, by its name. */
  nodes(view: ViewName): Promise<readonly Node[]>;
  /** A line as VS Code is given it. */
  item(view: ViewName, node: Node): TreeItem;
  statusBar(): string;
  /** What stands behind the lines of the manifest at a path: the line, from 1, and the time of its step. */
  times(manifest: string): readonly string[];
  /** How steps stand as the margin of the manifest at a path has it, by line from 1. */
  marks(manifest: string): ReadonlyMap<number, Standing>;
  /** The item that says which program the open file is seen in. */
  build(): string;
  /** The picture in the panel *Where Does This Come From?*. */
  provenance(): ProvenanceAnswer | undefined;
  /** What is highlighted, in a source or what it is one stage down, as the counterpart of a selection. */
  linked(): readonly Range[];
  /** The arrows in the margin of a source. */
  arrows(document: TextDocument): readonly Arrow[];
  /** The lines of the Test Explorer. */
  tests(): readonly ShownTest[];
  /** The links in a line of a terminal: what is underlined, the file that it leads to, and a click on it. */
  links(terminal: Terminal, line: string): Promise<readonly ShownLink[]>;
}

interface ShownLink {
  readonly text: string;
  readonly file: string;
  follow(): Promise<void>;
}

/** The views of the container *Bootstrap*, and the item in the status bar. */
export function showViews(
  marks: GutterMarks,
  forest: Forest,
  book: RunBook,
  builds: SeedBuilds,
  panels: ProvenancePanels,
  link: LoweredLink,
  audits: AuditBook,
  arrows: ControlFlowArrows,
  images: ImageBook,
  logs: AnnotatedLogs,
  tests: VerificationTests,
  links: RunLinks,
): Disposable & { readonly shown: Shown } {
  const views = {
    steps: new StepsView(forest, book),
    seeds: new SeedsView(forest, builds),
    artifacts: new ArtifactsView(forest),
    distfiles: new DistfilesView(forest),
    runs: new RunsView(forest, book),
    audit: new AuditView(audits),
    image: new ImageView(images),
    log: new LogView(logs),
  };
  const shownAs = (name: ViewName) => {
    const view = window.createTreeView(`bootstrappable.${name}`, {
      treeDataProvider: views[name],
      showCollapseAll: name !== "runs",
    });
    views[name].attach(view);
    return view;
  };
  const statusBar = new StatusBar(forest, book);
  const build = new BuildItem(forest);
  const parts = [
    ...Object.values(views),
    ...(Object.keys(views) as ViewName[]).map(shownAs),
    statusBar,
    build,
    fadeLines(),
  ];
  return Object.assign(Disposable.from(...parts), {
    shown: {
      nodes: (view: ViewName) => views[view].nodes(),
      item: (view: ViewName, node: Node) => views[view].getTreeItem(node),
      statusBar: () => statusBar.text,
      times: (manifest: string) => marks.timesOf(manifest),
      marks: (manifest: string) => marks.marksOf(manifest),
      build: () => build.text,
      provenance: () => panels.shown,
      linked: () => link.highlighted,
      arrows: (document: TextDocument) => arrows.of(document),
      tests: () => tests.shown(),
      links: async (terminal: Terminal, line: string) =>
        (await links.provideTerminalLinks({ terminal, line })).map((link) => ({
          text: line.slice(link.startIndex, link.startIndex + link.length),
          file: link.file,
          follow: () => links.handleTerminalLink(link),
        })),
    },
  });
}
