import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeClock } from "@bootstrappable/core/platform/node/clock";
import { nodeDisk } from "@bootstrappable/core/platform/node/disk";
import { nodeHashFile } from "@bootstrappable/core/platform/node/hashFile";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { lintStep } from "@bootstrappable/core/tree/newStep/lintStep";
import {
  applyScaffold,
  scaffold,
  withoutFragment,
  type NewStep,
  type Scaffold,
  type Surroundings,
} from "@bootstrappable/core/tree/newStep/newStep";
import { parseStepName } from "@bootstrappable/core/tree/newStep/stepName";
import type { Tree } from "@bootstrappable/core/tree/tree";
import { Command, InvalidArgumentError, Option } from "commander";
import {
  archOption,
  chosenConfiguration,
  configOption,
  setOption,
  type ConfigurationOptions,
} from "../configuration";
import { exitStatus } from "../exitStatus";
import { complain, findingOf, jsonLine, printable, reportResult, type Format } from "../report";
import { openTree, shownPath } from "../tree";
import { formatOption, type SetStatus } from "./command";

interface Options extends ConfigurationOptions {
  readonly era?: "kaem" | "bash";
  readonly after?: string;
  readonly url?: string;
  readonly sha256?: string;
  readonly licence?: string;
  readonly author?: string;
  readonly dryRun?: boolean;
  readonly lint?: boolean;
  readonly format: Format;
}

export function newStepCommand(setStatus: SetStatus): Command {
  return new Command("new-step")
    .description("scaffold a step: folder, sources, script, manifest line, checksum, section of parts.rst")
    .argument("<name-version>", "the step, as tcc-0.9.27")
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .addOption(
      new Option("--era <shell>", "which shell runs it; else the place in the manifest decides").choices([
        "kaem",
        "bash",
      ]),
    )
    .option("--after <step>", "put it behind this step, NAME or NAME:PASS; else behind the last build")
    .option("--url <url>", "where its source is", urlArgument)
    .option("--sha256 <hex>", "the SHA-256 of that; else that of the file in distfiles/", sha256Argument)
    .option("--licence <spdx>", "licence of what you write; else that of the manifest", licenceArgument)
    .option("--author <author>", "whose copyright it is; else that of the tree's authors", authorArgument)
    .option("--dry-run", "say what would be done, and do nothing")
    .option("--lint", "tell what an existing step lacks, and change nothing")
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (name: string, tree: string, options: Options) =>
      setStatus(await newStep(name, tree, options)),
    );
}

const help = `
Nothing that exists is overwritten, and all of the files are written or none.
Exit status: 0 done, or nothing found; 1 not done, or an error found; 2 wrong usage.`;

function urlArgument(given: string): string {
  const value = withoutFragment(given);
  if (!/^(https?|ftp):\/\/[^\s/]+\/\S*[^\s/]$/.test(value)) {
    throw new InvalidArgumentError("It must be the http, https or ftp address of a file.");
  }
  return value;
}

function sha256Argument(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value)) throw new InvalidArgumentError("A SHA-256 has 64 hex digits.");
  return value.toLowerCase();
}

function licenceArgument(value: string): string {
  if (!/^[A-Za-z0-9.+-]+( (OR|AND|WITH) [A-Za-z0-9.+-]+)*$/.test(value)) {
    throw new InvalidArgumentError("It must be an SPDX expression, as GPL-3.0-or-later.");
  }
  return value;
}

function authorArgument(value: string): string {
  if (!/^[^\p{Cc}]+$/u.test(value)) throw new InvalidArgumentError("It must be one line.");
  return value;
}

async function newStep(name: string, given: string, options: Options): Promise<number> {
  const step = parseStepName(name);
  if (typeof step === "string" && options.lint !== true) {
    complain(`${name}: ${step}`);
    return exitStatus.usage;
  }
  const opened = await openTree(given);
  const configuration = await chosenConfiguration(options);
  if (opened === undefined || configuration === undefined) return exitStatus.usage;
  const around = { ...opened, configuration };
  if (options.lint === true || typeof step === "string") return lint(name, around, options.format);
  const { era, after, url, sha256, licence } = options;
  const year = nodeClock.date().slice(0, 4);
  const copyright = `${year} ${options.author ?? `The ${treeName(opened.tree)} authors`}`;
  const wanted: NewStep = { step, era, after, url, sha256, licence, copyright };
  const distfileHash = (file: string) => nodeHashFile(`${opened.tree.distfiles}/${file}`);
  const result = await scaffold(wanted, { ...around, distfileHash });
  const failure =
    typeof result === "string" ? result : options.dryRun === true ? undefined : await applied(result);
  if (typeof result === "string" || failure !== undefined) {
    complain(`${name}: ${failure ?? ""}; nothing was written`);
    return exitStatus.findings;
  }
  tell(result, options);
  return exitStatus.good;
}

async function applied(result: Scaffold): Promise<string | undefined> {
  try {
    return await applyScaffold(nodeDisk, result);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return error.message;
  }
}

function tell({ changes, todo }: Scaffold, { format, dryRun }: Options): void {
  const rows = changes.map(({ path, before, line }) => {
    const outcome = before === undefined ? "new" : "changed";
    const file = shownPath(path);
    if (format === "json") return jsonLine({ file, line, outcome, written: dryRun !== true });
    return printable(`${outcome.padEnd(8)} ${file}${before === undefined ? "" : `:${line}`}`);
  });
  if (format === "json") rows.push(...todo.map((text) => jsonLine({ todo: text })));
  else {
    if (dryRun === true) rows.push("", "This was a dry run: nothing was written.");
    rows.push("", "Left to do:", ...todo.map((text) => printable(`- ${text}`)));
  }
  process.stdout.write(rows.map((row) => `${row}\n`).join(""));
}

async function lint(
  name: string,
  { tree, workspace, configuration }: Pick<Surroundings, "tree" | "workspace" | "configuration">,
  format: Format,
): Promise<number> {
  const found = await lintStep(tree, workspace, configuration, name);
  if (typeof found === "string") {
    complain(`${name}: ${found}`);
    return exitStatus.findings;
  }
  for (const { path, diagnostic } of found) {
    const text = (await workspace.text(path)) ?? SourceText.fromString("");
    reportResult([findingOf(shownPath(path), text, diagnostic)], format);
  }
  return found.some(({ diagnostic }) => diagnostic.severity === "error")
    ? exitStatus.findings
    : exitStatus.good;
}

function treeName({ root }: Tree): string {
  return root.slice(root.lastIndexOf("/") + 1) || "bootstrap";
}
