import type { Outcome } from "@bootstrappable/core/runs/verify/outcome";
import type { Stretch } from "@bootstrappable/core/images/ext3/volume";
import type { Inspection } from "@bootstrappable/core/images/inspection";
import type { PartOfExt3 } from "@bootstrappable/core/images/part";
import type { Origin } from "@bootstrappable/core/images/origins";
import type { Range, WorkspaceEdit } from "vscode-languageserver";

/**
 * What the server and an editor say to each other beyond the Language Server Protocol. Paths are absolute, with `/`;
 * a tree goes by its top folder. A request about a tree that is not there is answered with null.
 */
export interface Requests {
  "bootstrappable/plan": { params: TreeParams; result: PlanAnswer };
  "bootstrappable/stepsOf": { params: FileParams; result: StepsOfAnswer };
  "bootstrappable/configuration": { params: TreeParams; result: ConfigurationAnswer };
  "bootstrappable/scripts": { params: TreeParams; result: ScriptsAnswer };
  /** The seeds of every architecture, and what the tree says that the first programs hash to. */
  "bootstrappable/seeds": { params: TreeParams; result: SeedsAnswer };
  /** The distfiles that the plan needs. The first time it reads all of them. */
  "bootstrappable/distfiles": { params: TreeParams; result: DistfilesAnswer };
  /** The finished runs that are kept of a tree, the newest first. */
  "bootstrappable/runs": { params: TreeParams; result: RunsAnswer };
  /** Which steps' checkpoints of the last run are out of date. */
  "bootstrappable/outdated": { params: TreeParams; result: OutdatedAnswer };
  /** The files that stand for paths of the last run's root file system. */
  "bootstrappable/rootFiles": { params: RootFilesParams; result: RootFilesAnswer };
  /** What the tree publishes checksums for, and what the kept runs say of each. */
  "bootstrappable/artifacts": { params: TreeParams; result: ArtifactsAnswer };
  "bootstrappable/verified": { params: TreeParams; result: VerifiedAnswer };
  /** The edits that take what a run received; null where nothing is left to accept. */
  "bootstrappable/accept": { params: AcceptParams; result: AcceptAnswer };
  /** Where something comes from, as a picture; null where nothing is known of it. */
  "bootstrappable/provenance": { params: ProvenanceParams; result: ProvenanceAnswer };
  /** The same picture as a file. */
  "bootstrappable/provenanceFile": { params: ProvenanceFileParams; result: { readonly text: string } };
  /** Looks at every file anew: an editor does not hear of all changes on the disk. */
  "bootstrappable/lookAgain": { params: Record<string, never>; result: null };
  /** Sets what a tree is seen under, or with no choice takes it back; everything that was said of it changes. */
  "bootstrappable/choose": { params: ChooseParams; result: ConfigurationAnswer };
  /** The programs that a file of hex1, hex2 or M1 is part of; null for any other file. */
  "bootstrappable/builds": { params: FileParams; result: BuildsAnswer };
  /** Sets which of them it is seen in, or with none takes that back; everything that was said of it changes. */
  "bootstrappable/chooseBuild": { params: ChooseBuildParams; result: BuildsAnswer };
  /** How a source of hex1, hex2 or M1 becomes bytes; null for any other file. */
  "bootstrappable/assembling": { params: AssemblingParams; result: AssemblingAnswer | null };
  /** A source one stage down, or as the bytes that it comes to; null where it has no such stage. */
  "bootstrappable/lower": { params: LowerParams; result: LowerAnswer };
  /** What a stretch of a source became there, or where a stretch of that came from. */
  "bootstrappable/loweredLink": { params: LoweredLinkParams; result: LoweredLinkAnswer };
  /** The comments of many sources held against their bytes. Cancelled by its progress, it tells of what was looked at until then. */
  "bootstrappable/audit": { params: AuditParams; result: AuditAnswer };
  /** The same as one file of HTML; null where it was cancelled. */
  "bootstrappable/auditReport": { params: AuditParams; result: AuditReportAnswer };
  /** What makes the displacements of a source of hex0, hex1 or hex2 right; null for any other file. */
  "bootstrappable/relocation": { params: RelocationParams; result: RelocationAnswer };
  /** Where control goes in a source of hex0, hex1, hex2 or M1; null for any other file. */
  "bootstrappable/jumps": { params: JumpsParams; result: JumpsAnswer };
  /** What is in a disk image; null where the file cannot be read. */
  "bootstrappable/image": { params: FileParams; result: ImageAnswer };
  /** Bytes of an image as text; null where they cannot be read. */
  "bootstrappable/imageText": { params: ImageTextParams; result: { readonly text: string } };
  /** Where in an image the bytes of a file of a file system are; null where the image cannot be read. */
  "bootstrappable/imageStretches": { params: ImageStretchesParams; result: ImageStretchesAnswer };
  /** Where parts of an image come from, were it made of a tree; null where one of both cannot be read. */
  "bootstrappable/imageOrigins": { params: ImageOriginsParams; result: ImageOriginsAnswer };
}

/** What the server tells of its own accord. */
export interface Notifications {
  /** Something in the trees changed: what was asked about them may be answered differently now. */
  "bootstrappable/treeChanged": { readonly roots: readonly string[] };
}

/** What an editor may say as it starts the server, as initializationOptions. */
export interface InitializationOptions {
  /** Whether the editor wants to hear of changes of trees. */
  readonly treeChanges?: boolean;
  /** Whether it has the extension's commands, so that code actions may name them. */
  readonly commands?: boolean;
  /**
   * Whether the editor opens documents of others with the server, too: the steps' shell scripts, simple patches. Then it
   * is told of features that are not for them only for the languages that have them.
   */
  readonly guests?: boolean;
  /** By a tree's top folder. */
  readonly choices?: Readonly<Record<string, ChoiceMade>>;
  /** By a file's path, the name of the program that it is to be seen in. */
  readonly builds?: Readonly<Record<string, string>>;
}

export interface TreeParams {
  readonly root: string;
}

export interface FileParams {
  readonly path: string;
}

export interface RootFilesParams extends TreeParams {
  /** Absolute paths in the root of a run, without `..`; what comes after the first 32 is not looked at. */
  readonly paths: readonly string[];
}

export interface RootFilesAnswer {
  /** For each path the file of the tree that it is a copy of, else what the last run left there; null for neither. */
  readonly files: readonly (string | null)[];
}

export interface ChooseParams extends TreeParams {
  readonly choice: ChoiceMade | null;
}

/** What a person chose to see a tree under; unknown architectures and modes are left out of account. */
export interface ChoiceMade {
  readonly architecture?: string;
  readonly mode?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ChooseBuildParams extends FileParams {
  readonly build: string | null;
}

export interface BuildsAnswer {
  readonly path: string;
  /** In the order of the bootstrap, the architecture of the tree first. */
  readonly builds: readonly BuildLine[];
  /** Whether the person chose the one that is shown. */
  readonly chosen: boolean;
}

export interface AssemblingParams extends FileParams {
  /** What the person answered, for a file of which nothing else tells it. */
  readonly architecture?: string;
}

/** What a source is assembled as: the program that it is seen in, or alone, or somebody must say for which processor. */
export type AssemblingAnswer =
  | {
      readonly kind: "program";
      /** What to choose it by, where the file is part of several. */
      readonly name?: string;
      readonly output: string;
      /** What else it is made of and no source of the tree is; absent where there is nothing such. */
      readonly missing?: readonly string[];
    }
  | {
      readonly kind: "alone";
      readonly architecture: string;
      /** `0x…`; absent where the language knows none. */
      readonly baseAddress?: string;
      /** Absolute paths of the sources of M1 in front of it. */
      readonly defines: readonly string[];
    }
  | { readonly kind: "unknown"; readonly architectures: readonly string[] };

/** A program, as the tree's scripts assemble it. */
export interface BuildLine {
  /** What to choose it by. */
  readonly name: string;
  /** Path in the root file system of what comes out. */
  readonly output: string;
  readonly architecture: string;
  /** Whether the file is seen in it. */
  readonly shown: boolean;
  /** The command that writes it; the line is zero-based. */
  readonly file?: string;
  readonly line?: number;
}

export interface LowerParams {
  /** Of the source; it need not be open. */
  readonly uri: string;
  readonly to: LowerStage;
}

/** The language of what is written, or the bytes, disassembled or as a dump. */
export type LowerStage = "hex2" | "hex0" | "bytes" | "dump";

export interface LowerAnswer {
  readonly text: string;
  /** Line of the source that each line of the text came from, zero-based and ascending. */
  readonly lines: readonly number[];
  /** The program that it is seen in: for which processor, and, where a script builds it, its path. */
  readonly architecture: string;
  readonly output?: string;
  /** Why the program does not assemble, the first of many reasons: then the text is what can be had all the same. */
  readonly problems: readonly LowerProblem[];
  /** How many there are. */
  readonly errors: number;
}

export interface LowerProblem {
  readonly message: string;
  /** Where it is in the source; without it, in another file. */
  readonly range?: Range;
}

export interface LoweredLinkParams extends LowerParams {
  /** Whether the range is of the source or of what is written. */
  readonly from: "source" | "lowered";
  readonly range: Range;
}

/** In the other one of the two; none where there is nothing of it. */
export interface LoweredLinkAnswer {
  readonly ranges: readonly Range[];
}

export interface AuditParams {
  /** Absolute paths of files and folders; all folders that the editor has open where it is left out. */
  readonly paths?: readonly string[];
}

export interface AuditAnswer {
  /** In the order of their paths; M1 sources that define nothing of an instruction are left out. */
  readonly files: readonly AuditedFileLine[];
  readonly total: AuditCounts;
  /** How many of how many sources were looked at: fewer where the person cancelled it. */
  readonly looked: number;
  readonly of: number;
  /** Paths of sources that cannot be read. */
  readonly unreadable: readonly string[];
}

export interface AuditCounts {
  readonly bytes: Readonly<Record<"code" | "header" | "data" | "padding", number>>;
  /** Lines of code: those with a comment on an instruction by verdict, and those without. */
  readonly lines: Readonly<Record<"verified" | "disagreeing" | "undecidable" | "uncommented", number>>;
  /** The part of the lines with such a comment that is verified, from 0 to 1. */
  readonly part: number;
}

export interface AuditedFileLine extends AuditCounts {
  readonly path: string;
  /** Relative to the folder that the editor has open. */
  readonly name: string;
  /** Everything that is not in order, in the order of its lines. */
  readonly findings: readonly AuditFindingLine[];
}

export interface AuditFindingLine {
  /** `other`: what is no line of code, such as an address note. */
  readonly kind: "disagrees" | "other" | "cannot tell" | "uncommented";
  readonly range: Range;
  /** What is wrong, or why nothing can be told; of a line without a comment, the instruction. */
  readonly message: string;
  /** What stands there. */
  readonly about: string;
}

export interface AuditReportAnswer {
  readonly text: string;
}

export interface RelocationParams {
  /** Of the source; it need not be open. */
  readonly uri: string;
}

export interface RelocationAnswer {
  readonly edit: WorkspaceEdit;
  /** The source with the edits in it; where there are none, as it is. */
  readonly text: string;
  /** How many references, fields of headers, and notes in comments are changed. */
  readonly references: number;
  readonly fields: number;
  readonly notes: number;
  /** References that cannot reach their labels, and why. */
  readonly unreached: readonly { readonly range: Range; readonly message: string }[];
  /** References of which nobody knows where they go. */
  readonly unknown: readonly Range[];
  /** Whether nothing can be told, as the program's header is broken. */
  readonly broken: boolean;
}

export interface JumpsParams {
  /** Of the source; it need not be open. */
  readonly uri: string;
  /** The lines that are seen, zero-based, both included; absent, all of them. */
  readonly firstLine?: number;
  readonly lastLine?: number;
}

export interface JumpsAnswer {
  /** Those that begin, end or go past among the lines, in order of where they come from. */
  readonly jumps: readonly JumpLine[];
}

/** A direct jump, conditional branch or call from one line to another of the same source; both are zero-based. */
export interface JumpLine {
  readonly from: number;
  readonly to: number;
  readonly kind: "jump" | "branch" | "call";
}

export interface ImageAnswer extends Inspection {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A file of a file system in an image, as its part tells it. */
export interface ImageStretchesParams extends FileParams, Pick<PartOfExt3, "at" | "inode"> {}

export interface ImageStretchesAnswer {
  /** Where its bytes are in the image, in order; those without an offset are zeros. */
  readonly stretches: readonly Stretch[];
  /** Why that is not known. */
  readonly fault?: string;
}

export interface ImageTextParams extends FileParams {
  /**
   * The boot sector disassembled, with a kernel that was assembled before behind it; or the bytes around an offset as a
   * dump, with 32 rows before its row, or as many as there are.
   */
  readonly of: "boot" | number;
}

export interface ImageOriginsParams extends FileParams, TreeParams {
  /** The one part that is wanted; all where it is left out. */
  readonly only?: { readonly offset: number; readonly kind: string; readonly name: string };
}

export interface ImageOriginsAnswer {
  /** In the order of the image's bytes; parts without a file in the tree are left out. */
  readonly origins: readonly (Origin & {
    readonly kind: string;
    readonly offset: number;
    readonly name: string;
  })[];
  /** Files of the image that the tree does not have. */
  readonly others: readonly string[];
}

export interface PlanAnswer {
  readonly root: string;
  readonly manifest: string;
  readonly phases: readonly { readonly title: string; readonly era: "kaem" | "bash" }[];
  readonly steps: readonly PlanLine[];
  /** How many errors stop the script generator or the run. */
  readonly errors: number;
}

/** A step of the manifest, be it active or not. There can be thousands of them: it says what cannot be derived. */
export interface PlanLine {
  /** 1-based; undefined where it is not active. */
  readonly number?: number;
  readonly kind: "build" | "improve" | "jump" | "uninstall";
  readonly name: string;
  /** Of a build, 1-based. */
  readonly pass?: number;
  /** How often the plan builds that package; once where it is left out. */
  readonly passes?: number;
  /** What the variables of its predicate hold, in words. */
  readonly why?: string;
  /** Relative to the tree. */
  readonly script?: string;
  /** The package's folder, of a build without a script of its own; relative to the tree. */
  readonly place?: string;
  /** The directive's line in the manifest, zero-based. */
  readonly line: number;
  /** Index in {@link PlanAnswer.phases}. */
  readonly phase: number;
}

export interface StepsOfAnswer {
  readonly root: string;
  /** Indices in {@link PlanAnswer.steps}. */
  readonly steps: readonly number[];
}

export interface ConfigurationAnswer {
  readonly root: string;
  readonly source: "chosen" | "file" | "default";
  readonly architecture?: string;
  readonly mode?: string;
  /** What a run takes that is begun from the editor. */
  readonly runs: RunsUnder;
  /** Architectures that the tree starts from. */
  readonly architectures: readonly string[];
  readonly modes: readonly string[];
  readonly variables: readonly ConfigurationVariable[];
}

/** What a run takes, so that it goes by what the tree is shown under. */
export interface RunsUnder {
  /** Where nobody has chosen one, and no bootstrap.cfg says it, this machine's own if the tree starts from it. */
  readonly architecture: string;
  /** Whether that is chosen, or said by a bootstrap.cfg, so that a run has to be told. */
  readonly told: boolean;
  /** The bootstrap.cfg of the tree, an absolute path, where it has one that counts. */
  readonly config?: string;
  /** Variables that are chosen on top of it. */
  readonly set: Readonly<Record<string, string>>;
}

/** A variable that predicates of the manifest look at. */
export interface ConfigurationVariable {
  readonly name: string;
  /** Undefined where it is unset. */
  readonly value?: string;
  /** The values that the manifest compares it with. */
  readonly compared: readonly string[];
}

export interface ScriptsAnswer {
  /** In the order in which the script generator begins them; none where it stops with an error. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly problems: readonly string[];
}

export interface SeedsAnswer {
  readonly root: string;
  readonly seeds: readonly SeedLine[];
  /** A file of answers each. */
  readonly answers: readonly AnswersLine[];
}

/** A seed of bootstrap-seeds/POSIX. */
export interface SeedLine {
  /** The folder of its architecture: `x86`, `AMD64`. */
  readonly folder: string;
  /** The binary and its hex0 source; either may be missing. */
  readonly binary: string;
  readonly source: string;
  /** How the binary compares with what its source assembles to. */
  readonly state: "equal" | "source-only" | "binary-only" | "missing" | "different";
  /** Bytes, of the binary or what its source makes. */
  readonly size?: number;
  /** Of the binary that is there, else the one that the answers promise. */
  readonly sha256?: string;
}

export interface AnswersLine {
  readonly path: string;
  readonly artifacts: readonly {
    readonly name: string;
    readonly sha256: string;
    /** Zero-based. */
    readonly line: number;
  }[];
}

export interface DistfilesAnswer {
  readonly root: string;
  readonly distfiles: readonly DistfileLine[];
}

export interface DistfileLine {
  readonly name: string;
  /** Where it lies, or would lie. */
  readonly path: string;
  /** Whether what is there has the hash that sources files give. */
  readonly state: "have" | "missing" | "bad";
  /** Bytes; undefined where it is missing. */
  readonly size?: number;
  /** Wanted and, where it is bad, found. */
  readonly sha256: string;
  readonly received?: string;
  readonly url?: string;
  readonly beforeNetwork: boolean;
  /** The lines of sources files that name it with that hash, and whose packages they are. */
  readonly needed: readonly { readonly package: string; readonly sources: string; readonly line: number }[];
}

export interface RunsAnswer {
  readonly root: string;
  readonly runs: readonly KeptRun[];
  /** Those that are going on in some process of the machine, as far as their last step. */
  readonly running: readonly RunningRun[];
}

export interface OutdatedAnswer {
  /** Number of the first step, 0 for the seed phase, that comes from a file which is another now; those behind it do, too. */
  readonly from?: number;
}

export interface RunningRun {
  readonly id: string;
  /** When it began, ISO 8601 in UTC. */
  readonly date: string;
  /** The id of the process. */
  readonly process: number;
  /** It stands still until somebody lets it go on. */
  readonly paused?: true;
  readonly architecture: string;
  readonly engine: string;
  /** Its output so far. */
  readonly log: string;
  /** The seed phase (number 0) and every step that is to run. */
  readonly steps: readonly KeptStep[];
  /** Steps before them, the seed phase among them, whose checkpoints are used. */
  readonly kept?: readonly Pick<KeptStep, "number" | "kind" | "name" | "pass">[];
}

/** A run that has ended and whose record is kept. */
export interface KeptRun {
  readonly id: string;
  /** When it began, ISO 8601 in UTC. */
  readonly date: string;
  readonly status: "good" | "failed" | "interrupted";
  /** Whether its process ended without a word: then what is told of it is what was known when its last step began. */
  readonly brokenOff?: true;
  readonly milliseconds: number;
  readonly architecture: string;
  readonly engine: string;
  /** The folder that it has worked in. */
  readonly target: string;
  /** Its whole output, as long as that has not been written over. */
  readonly log?: string;
  readonly checksums: { readonly verified: number; readonly failed: number };
  /** The file of its record. */
  readonly record?: string;
  /** How many hashes it received that could be accepted, had nothing been edited since. */
  readonly acceptable: number;
  /** What it found, as long as somebody may want to look at all of it. */
  readonly findings: readonly KeptFinding[];
  /** The seed phase (number 0) and every step that was to run. */
  readonly steps: readonly KeptStep[];
  /** Steps before them, the seed phase among them, that did not run: their checkpoints were used. */
  readonly kept?: RunningRun["kept"];
}

export interface KeptFinding {
  readonly severity: "error" | "warning" | "info" | "hint";
  readonly code: string;
  readonly message: string;
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Set where it is about no place of the tree; file and line are then only those that stand in for one. */
  readonly placeless?: true;
}

export interface KeptStep {
  readonly number: number;
  readonly kind: "seed" | PlanLine["kind"];
  readonly name: string;
  /** Of a build, 1-based. */
  readonly pass?: number;
  readonly status: "done" | "failed" | "interrupted" | "not-reached";
  /** Undefined where it was not reached. */
  readonly milliseconds?: number;
  /** Where its output begins in the log, in bytes from 0, and on which line, from 1. */
  readonly log?: { readonly offset: number; readonly line: number };
}

export interface ArtifactsAnswer {
  readonly root: string;
  readonly files: readonly ArtifactFile[];
}

/** A file of checksums. */
export interface ArtifactFile {
  readonly path: string;
  /** The same, relative to the tree. */
  readonly file: string;
  /** Undefined where it is for whichever architecture runs. */
  readonly architecture?: string;
  /** The package that it belongs to; undefined for the answers of stage0-posix and SHA256SUMS.pkgs. */
  readonly package?: string;
  readonly artifacts: readonly ArtifactLine[];
}

export interface ArtifactLine {
  readonly name: string;
  readonly sha256: string;
  /** Zero-based. */
  readonly line: number;
  /**
   * What the kept runs say of it as it stands: verified; received by the last that looked at it and not verified since;
   * differs from what that received; never looked at.
   */
  readonly state: "verified" | "received" | "differs" | "never";
  /** The run that says so, in words. */
  readonly run?: string;
  /** Where it differs, and that is known. */
  readonly received?: string;
}

/** What the newest run for each architecture has made, held against what the tree says of it. */
export interface VerifiedAnswer {
  readonly root: string;
  readonly lines: readonly VerifiedLine[];
}

export interface VerifiedLine {
  /** The file that has the hash, relative to the tree. */
  readonly file: string;
  /** Of what, as it stands there. */
  readonly name: string;
  /** Number of the step behind which it has to be so; 0 for the seed phase. */
  readonly step: number;
  /** What is expected. */
  readonly sha256: string;
  /** See {@link Outcome} of core/src/runs/verify/outcome.ts. */
  readonly state: Outcome["state"];
  /** Where it differs, and that is known. */
  readonly received?: string;
  /** The run, in words. */
  readonly run: string;
}

/** What to accept: of a run (without an id, the newest; with `only`, the newest that has it) all, or some of it. */
export interface AcceptParams extends TreeParams {
  readonly run?: string;
  readonly only?: readonly Pick<AcceptedHash, "file" | "name">[];
}

export interface AcceptAnswer {
  /** Without `only` it says that the person is to confirm it. */
  readonly edit: WorkspaceEdit;
  readonly hashes: readonly AcceptedHash[];
}

/** A hash that an edit changes or adds. */
export interface AcceptedHash {
  /** Relative to the tree. */
  readonly file: string;
  /** The artifact, as the file names it. */
  readonly name: string;
  /** Undefined where the file has none yet. */
  readonly expected?: string;
  readonly received: string;
}

export interface ProvenanceParams extends TreeParams {
  /** A path in the root file system of a run, the absolute path of a file of the tree, or a step: its number, `NAME`, `NAME:PASS`. */
  readonly of: string;
  /** The groups whose commands are drawn, as indices; all others are a node each. Without it, as many as can be read. */
  readonly expanded?: readonly number[];
}

export interface ProvenanceFileParams extends ProvenanceParams {
  readonly format: "svg" | "dot";
}

/** A picture of where something comes from, laid out. Pixels from the upper left corner. */
export interface ProvenanceAnswer {
  readonly root: string;
  readonly of: string;
  /** How what was asked for is called. */
  readonly title: string;
  readonly architecture: string;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly ProvenanceNodeLine[];
  readonly edges: readonly ProvenanceEdgeLine[];
  /** The groups that are open now. */
  readonly expanded: readonly number[];
  /** All that there are. */
  readonly groups: readonly ProvenanceGroupLine[];
  readonly totals: ProvenanceTotals;
}

export interface ProvenanceNodeLine {
  readonly id: string;
  readonly kind:
    | "seed"
    | "source"
    | "sources"
    | "distfile"
    | "artifact"
    | "command"
    | "files"
    | "step"
    | "group"
    | "missing";
  readonly title: string;
  readonly detail: string;
  /** All that is known, in lines. */
  readonly full: string;
  readonly members?: readonly string[];
  readonly isTarget: boolean;
  /** Index of the group that it stands for or is a part of; -1 for the steps that are drawn as one. */
  readonly group?: number;
  /** Where it stands in the tree; the line is zero-based. */
  readonly file?: string;
  readonly line?: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From what is needed to what needs it. */
export interface ProvenanceEdgeLine {
  readonly from: string;
  readonly to: string;
  readonly role: "program" | "input" | "made" | "runs" | "may-use";
  /** Without points where a longer way says the same. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface ProvenanceGroupLine {
  readonly index: number;
  readonly title: string;
}

export interface ProvenanceTotals {
  /** What nothing made: the seeds, and other files that are no text. Bytes. */
  readonly binaryBytes: number;
  readonly binaries: readonly { readonly path: string; readonly size?: number }[];
  readonly lines: number;
  readonly sources: readonly { readonly language: string; readonly files: number; readonly lines: number }[];
  readonly commands: number;
  readonly artifacts: number;
  readonly steps: number;
  readonly distfiles: number;
  readonly missing: readonly string[];
}
