import { runWords } from "../../runs/record/words";
import type { Verification } from "../../runs/record/verified";
import { architectureOfChecksums, siblingsOf, type ChecksumFile } from "../../tree/artifacts";
import type { ChecksumLine } from "./parser";
import { verificationOfLine, type FileRuns } from "./runs";

/** What runs say of a line, in a sentence. */
export function verificationWords(verification: Verification): string {
  switch (verification.kind) {
    case "never":
      return "No kept run has verified it as it stands.";
    case "verified":
      return `Verified by the run of ${runWords(verification.run)}.`;
    case "received":
      return `What the run of ${runWords(verification.run)} received; not verified since.`;
    case "differs":
      return `**Differs**: the run of ${runWords(verification.run)} ${verification.received === undefined ? "found another hash" : `received \`${verification.received}\``}.`;
  }
}

/** How the same file stands for every architecture that the tree has it for, as a Markdown list; nothing for a single one. */
export async function architectureLines(runs: FileRuns): Promise<string | undefined> {
  const files = await siblingsOf(runs.workspace, runs.tree, runs.file);
  if (files.length < 2) return undefined;
  const shown = files.map((file) => {
    const name = architectureOfChecksums(file.file) ?? "every architecture";
    return `- ${name}: ${summary(runs, file)}`;
  });
  return shown.join("\n");
}

function summary(runs: FileRuns, { file, lines }: ChecksumFile): string {
  const found = lines.map((line: ChecksumLine) => verificationOfLine({ ...runs, file }, line));
  const verified = found.filter((each) => each.kind === "verified");
  const differing = found.filter(({ kind }) => kind === "differs").length;
  const newest = verified.map(({ run }) => run).sort((a, b) => (a.id < b.id ? 1 : -1))[0];
  const words =
    newest === undefined
      ? "never verified"
      : `${verified.length} of ${lines.length} verified, last by the run of ${runWords(newest)}`;
  return differing === 0 ? words : `${words}; ${differing} differ`;
}
