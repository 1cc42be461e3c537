import { commands, Uri, window, workspace, type ExtensionContext } from "vscode";
import { ControlFlowArrows } from "./arrows/arrows";
import { AuditBook } from "./audit/book";
import { acceptHashes } from "./commands/accept";
import {
  givenAnnotated,
  givenDistfile,
  givenFile,
  givenImage,
  givenKept,
  givenLog,
  givenPart,
  givenSeed,
  givenStep,
  givenToAccept,
} from "./commands/arguments";
import { assembleThisFile } from "./commands/assemble";
import { saveAudit } from "./commands/audit";
import { buildSeedsInProcess } from "./commands/buildSeeds";
import { StepChecks } from "./commands/checkStep";
import { TreeReports } from "./commands/checkTree";
import { RunComparisons } from "./commands/compareRuns";
import { controlRun } from "./commands/controlRun";
import { openLogAtStep } from "./commands/openLogAtStep";
import { openRecord, removeRun } from "./commands/keptRuns";
import { stepAtLine } from "./commands/stepAtLine";
import { cleanRuns } from "./commands/cleanRuns";
import { compareSimplePatch } from "./commands/simplePatch";
import { chooseBuild } from "./commands/chooseBuild";
import { chooseConfiguration } from "./commands/configure";
import { fetchDistfiles, revealDistfile } from "./commands/distfiles";
import { TreeDocuments } from "./commands/documents";
import { StepNavigation } from "./commands/navigate";
import { Displacements } from "./commands/fixDisplacements";
import { ImageCommands } from "./commands/image";
import { goToFailure } from "./commands/goToFailure";
import { lowerTo } from "./commands/lower";
import { newStep } from "./commands/newStep";
import { showProvenance } from "./commands/provenance";
import { ReviewedEdits } from "./commands/reviewedEdits";
import { runBootstrap, runStep } from "./commands/run";
import { StepChanges } from "./commands/stepChanges";
import { openTerminalHere } from "./commands/terminalHere";
import { ImageBook } from "./images/book";
import { ImageFiles } from "./images/files";
import { Server } from "./languageClient";
import { LoweredDocuments } from "./lower/documents";
import { LoweredLenses } from "./lower/lenses";
import { LoweredLink } from "./lower/link";
import { AnnotatedLogs } from "./logs/annotatedLogs";
import { RunLogs } from "./logs/runLogs";
import { RunBook } from "./runs/book";
import { runContext } from "./runs/context";
import { RunFindings } from "./runs/findings";
import { GutterMarks } from "./runs/gutter";
import { LostRuns } from "./runs/lostRuns";
import { showProgress } from "./runs/progress";
import { SeedBuilds } from "./runs/seedBuilds";
import { BootstrapTaskProvider } from "./tasks/provider";
import { VerificationTests } from "./testing/explorer";
import { buildsIn, choicesIn, Forest } from "./tree/forest";
import { RunLinks } from "./terminal/links";
import { askForTrust, commandsOfTrusted } from "./trust";
import { showViews, type Shown } from "./views/all";
import { ProvenancePanels } from "./views/provenance/panel";
import type { StepSubject } from "./views/steps";

/** Wires the parts together. VS Code calls this when a bootstrap's file is opened or one of its tasks is wanted. */
export async function activate(context: ExtensionContext): Promise<Shown> {
  const { workspaceState } = context;
  const server = new Server(context, () => ({
    treeChanges: true,
    commands: true,
    guests: true,
    choices: choicesIn(workspaceState),
    builds: buildsIn(workspaceState),
  }));
  const forest = new Forest(server, workspaceState);
  const findings = new RunFindings();
  const book = new RunBook();
  // Before anything else that listens, and would show it.
  const ended = book.onChanged(({ status, tree }) => status === "running" || forest.forgetOutdated(tree));
  const seedBuilds = new SeedBuilds();
  const provider = new BootstrapTaskProvider(context, forest, findings, book, seedBuilds);
  const lostRuns = new LostRuns(workspaceState, forest, findings, provider, book);
  const reports = new TreeReports(context, forest);
  const stepChecks = new StepChecks(context, forest);
  const documents = new TreeDocuments(forest);
  const steps = new StepNavigation(forest);
  const panels = new ProvenancePanels(context, forest);
  const lowered = new LoweredDocuments(server, forest);
  const loweredLink = new LoweredLink(server, lowered);
  const displacements = new Displacements(server);
  const audits = new AuditBook(server);
  const arrows = new ControlFlowArrows(server, forest);
  const logs = new AnnotatedLogs(context, forest, findings);
  const images = new ImageBook(server);
  const imageCommands = new ImageCommands(forest, images);
  const marks = new GutterMarks(context, forest, book);
  const tests = new VerificationTests(provider, forest, book);
  const links = new RunLinks(forest);
  const views = showViews(
    marks,
    forest,
    book,
    seedBuilds,
    panels,
    loweredLink,
    audits,
    arrows,
    images,
    logs,
    tests,
    links,
  );
  const runLogs = new RunLogs();
  const changes = new StepChanges(context, provider, forest);
  const comparisons = new RunComparisons(context, forest);
  const reviews = new ReviewedEdits();
  const open = () => window.activeTextEditor?.document.uri;
  const onStep = async (given: unknown, act: (step: StepSubject) => unknown) => {
    const step = givenStep(given) ?? (await stepAtLine(forest, given));
    return step && act(step);
  };
  const handlers: Readonly<Record<string, (given: unknown, more: unknown) => unknown>> = {
    assemble: (given) => {
      const seed = givenSeed(given);
      const uri = seed === undefined ? given : Uri.file(seed.source);
      return assembleThisFile(context, provider, forest, uri instanceof Uri ? uri : undefined);
    },
    lower: (given, stage) => lowerTo(given, stage),
    toggleControlFlowArrows: () => arrows.toggle(),
    showBytes: (given) => lowerTo(given, "bytes"),
    auditWorkspace: () => audits.audit(),
    audit: (given) => audits.audit(given instanceof Uri ? given : open()),
    refreshAudit: async () => {
      await forest.lookAgain();
      await audits.again();
    },
    showAuditFindings: () => audits.filter(true),
    showWholeAudit: () => audits.filter(false),
    saveAudit: () => saveAudit(server, audits),
    fixDisplacements: (given) => displacements.fix(given),
    run: (given) => runBootstrap(provider, forest, given),
    runUntilHere: (given) => onStep(given, (step) => runStep(provider, forest, step, "until")),
    runFromHere: (given) => onStep(given, (step) => runStep(provider, forest, step, "from")),
    runOnlyThisStep: (given) => onStep(given, (step) => runStep(provider, forest, step, "only")),
    showStepChanges: (given) => onStep(given, (step) => changes.show(step)),
    openTerminalHere: (given) =>
      onStep(given, (step) => openTerminalHere(context, provider, forest, book, step)),
    compareRuns: (given) => {
      const kept = givenKept(given);
      return kept && comparisons.show(kept);
    },
    nextStep: () => steps.go(1),
    previousStep: () => steps.go(-1),
    goToStep: () => steps.pick(),
    showInManifest: (given) => {
      const step = givenStep(given);
      return step === undefined
        ? steps.showFileInManifest(givenFile(given, open()))
        : steps.showInManifest(step);
    },
    revealStepFiles: (given) => steps.revealFiles(givenStep(given), givenFile(given, open())),
    showProvenance: (given) => showProvenance(panels, forest, given, givenFile(given, open())),
    showPlan: () => documents.showPlan(),
    showScripts: () => documents.showScripts(),
    chooseConfiguration: (given) => chooseConfiguration(forest, given),
    chooseBuild: (given) => chooseBuild(forest, given, open()),
    fetchDistfiles: (given) => {
      const line = givenDistfile(given);
      const wanted = line === undefined ? given : { tree: line.root, names: [line.distfile] };
      return fetchDistfiles(provider, forest, wanted);
    },
    revealDistfile: (given) => {
      const line = givenDistfile(given);
      return line && revealDistfile(line);
    },
    buildSeeds: () => buildSeedsInProcess(provider, forest),
    checkTree: () => reports.check(),
    checkStep: (given) => stepChecks.check(givenStep(given), givenFile(given, open())),
    newStep: (given) => newStep(context, forest, given),
    refreshTrees: () => forest.lookAgain(),
    annotateLog: (given) => logs.annotate(givenFile(given, undefined)),
    openLog: (given) => {
      const log = givenLog(given);
      return log === undefined ? undefined : runLogs.open(log);
    },
    openImage: (given) => imageCommands.open(givenFile(given, undefined)),
    closeImage: (given) => imageCommands.close(givenImage(given)),
    closeLog: (given) => logs.close(givenAnnotated(given)),
    compareImage: (given) => imageCommands.compareAll(givenImage(given)),
    compareImageFile: (given) => imageCommands.compare(givenImage(given) ?? given, open()),
    extractFromImage: (given) => imageCommands.extract(givenImage(given)),
    openLogAtStep: (given) => {
      const part = givenPart(given);
      return part === undefined
        ? onStep(given, (step) => openLogAtStep(runLogs, forest, book, step))
        : runLogs.openAt(part);
    },
    openRecord: (given) => openRecord(givenKept(given)),
    cleanRuns: (given) => cleanRuns(context, forest, givenKept(given)),
    removeRun: (given) => removeRun(context, givenKept(given)),
    acceptHashes: (given) => acceptHashes(server, forest, reviews, givenToAccept(given)),
    goToFailure: (given) => goToFailure(forest, book, given),
    pauseRun: (given) => controlRun(forest, book, given, (run) => run.pause(true)),
    continueRun: (given) => controlRun(forest, book, given, (run) => run.pause(false)),
    stopRun: (given) => controlRun(forest, book, given, (run) => run.cancel()),
    compareSimplePatch: (given) => compareSimplePatch(given, open()),
    restartServer: async () => {
      await server.restart();
      forest.refresh();
    },
    showOutput: () => server.showOutput(),
  };
  const ofTrusted = commandsOfTrusted(context.extension.packageJSON);
  context.subscriptions.push(
    server,
    forest,
    findings,
    book,
    ended,
    lostRuns,
    seedBuilds,
    reports,
    stepChecks,
    logs,
    images,
    new ImageFiles(server, images),
    runLogs,
    changes,
    comparisons,
    reviews,
    documents,
    panels,
    lowered,
    loweredLink,
    audits,
    arrows,
    displacements,
    new LoweredLenses(lowered),
    tests,
    views,
    showProgress(book),
    window.registerTerminalLinkProvider(links),
    runContext(book),
    marks,
    provider.register(),
    provider.onFetched(() => void forest.lookAgain()),
    workspace.onDidGrantWorkspaceTrust(() => forest.refresh()),
    ...Object.entries(handlers).map(([name, handler]) => {
      const command = `bootstrappable.${name}`;
      const guarded = (...given: [unknown, unknown]) => (askForTrust() ? handler(...given) : undefined);
      return commands.registerCommand(command, ofTrusted.has(command) ? guarded : handler);
    }),
  );
  try {
    await server.start();
    forest.refresh();
    arrows.start();
    void lostRuns.tell();
  } catch (error) {
    // Tasks work without the server.
    void window.showErrorMessage(
      `The language server did not start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return views.shown;
}
