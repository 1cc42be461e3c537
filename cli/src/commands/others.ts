import type { Command } from "commander";
import { annotateCommand } from "./annotate";
import { auditCommand } from "./audit";
import { bloodElfCommand } from "./bloodElf";
import { buildSeedsCommand } from "./buildSeeds";
import { catmCommand } from "./catm";
import { checkCommand } from "./check";
import { cleanCommand } from "./clean";
import type { SetStatus } from "./command";
import { disassembleCommand } from "./disassemble";
import { compareCommand } from "./compare";
import { distfilesCommand } from "./distfiles";
import { doctorCommand } from "./doctor";
import { imageCommand } from "./image";
import { lowerCommand } from "./lower";
import { lspCommand } from "./lsp";
import { newStepCommand } from "./newStep";
import { planCommand } from "./plan";
import { provenanceCommand } from "./provenance";
import { raiseCommand } from "./raise";
import { rootfsCommand } from "./rootfs";
import { runCommand } from "./run";
import { runsCommand } from "./runs";
import { shellCommand } from "./shell";
import { verifyCommand } from "./verify";

export { assembleInProgram } from "../assembleInProgram";
export { languageById } from "@bootstrappable/core/languages/registry";

/** Every subcommand but `assemble`. This bundle shares no module, and so no state, with cli.js. */
export function otherCommands(setStatus: SetStatus): readonly Command[] {
  return [
    annotateCommand(setStatus),
    auditCommand(setStatus),
    bloodElfCommand(setStatus),
    buildSeedsCommand(setStatus),
    catmCommand(setStatus),
    checkCommand(setStatus),
    cleanCommand(setStatus),
    disassembleCommand(setStatus),
    compareCommand(setStatus),
    distfilesCommand(setStatus),
    doctorCommand(setStatus),
    imageCommand(setStatus),
    lowerCommand(setStatus),
    newStepCommand(setStatus),
    planCommand(setStatus),
    provenanceCommand(setStatus),
    raiseCommand(setStatus),
    rootfsCommand(setStatus),
    runCommand(setStatus),
    runsCommand(setStatus),
    shellCommand(setStatus),
    verifyCommand(setStatus),
    lspCommand(),
  ];
}
