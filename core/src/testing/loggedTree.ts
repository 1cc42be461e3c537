import { MemoryFileSystem } from "../platform/memory";
import { annotateLog, type LogEvent } from "../runs/annotate";
import { configurationOfLog, openLog } from "../runs/logs/logConfiguration";
import { defaultConfiguration, withValues, type Configuration } from "../tree/configuration";
import { treeAt } from "../tree/tree";
import { Workspace } from "../tree/workspace";

/** A SHA-256, and another. */
export const H = "8f87dbceb7f5295fdfac9e4ef7846b871288887bef11e216aa6201b5756bf462";
export const G = "6d03c9afe828db8f7c152998da3ac13645db5be8fa25444e3f1361dfb8947119";
const helpers = `default_src_get() {
:
}
default_src_compile() {
make
}
build() {
echo "\${pkg}: getting sources."
build_stage=src_get
call $build_stage
echo "\${pkg}: compiling source."
build_stage=src_compile
call $build_stage
}
`;

/** A tree as live-bootstrap's, in `/t`: steps of kaem, then bash. */
const files: Readonly<Record<string, string>> = {
  "/t/seed/stage0-posix/kaem.x86": "./bin/kaem --verbose --file ./after.kaem\n",
  "/t/seed/stage0-posix/bin/kaem": "",
  "/t/seed/stage0-posix/x86/x": "",
  "/t/seed/after.kaem":
    "set -ex\nPATH=/bin\ncatm full.kaem /steps/bootstrap.cfg /steps/env seed.kaem\nkaem --file full.kaem\n",
  "/t/seed/seed.kaem": "set -ex\n./x86/x\nkaem --file /steps/0.sh\n",
  "/t/seed/stage0-posix/x86/src.hex2": "# see &gone\n\tE8 %gone ; call\n",
  "/t/steps/env": "BINDIR=/usr/bin\n",
  "/t/steps/manifest":
    "build: a-1\nbuild: q-1 ( QEMU == True )\nbuild: b-1\nbuild: bash-2\nbuild: late-3\nuninstall: a b\n",
  "/t/steps/a-1/pass1.kaem": "set -ex\nsha256sum -c sources.SHA256SUM\nhex2 -f /x86/src.hex2 -o a\ncc a.c\n",
  "/t/steps/a-1/sources": `f http://host/a-1.tar.gz ${H}\n`,
  "/t/steps/a-1/a.c": "int a;\nint b\n",
  "/t/steps/q-1/pass1.kaem": "set -ex\nq\n",
  "/t/steps/b-1/pass1.kaem": "set -ex\nb\n",
  "/t/steps/bash-2/pass1.kaem": "set -ex\nbash-it\n",
  "/t/steps/helpers.sh": helpers,
  "/t/steps/late-3/pass1.sh": "src_compile() {\nfalse\n}\n",
  "/t/steps/late-3/sources": `f http://host/late-3.tar.gz ${H}\nf _ ${H} more.patch\n`,
  "/t/steps/late-3/patches/fix.patch": "--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+b\n@@ -9 +9 @@\n-c\n+d\n",
  "/t/steps/SHA256SUMS.pkgs": `${H}  late-3_0.tar.bz2\n`,
};

const tree = treeAt("/t");
function workspace(links: readonly string[]): Workspace {
  const memory = new MemoryFileSystem({ ...files });
  const list = memory.list.bind(memory);
  memory.list = async (path) =>
    path === "/t/distfiles" ? links.map((name) => ({ name, kind: "symlink" })) : list(path);
  return new Workspace(memory);
}

async function* bytes(text: string, piece = 1000): AsyncIterable<Uint8Array> {
  const all = new TextEncoder().encode(text);
  for (let at = 0; at < all.length; at += piece) yield await Promise.resolve(all.subarray(at, at + piece));
}

/** What a log of that tree tells, where some distfiles are links. */
export async function annotated(text: string, configuration?: Configuration, links: readonly string[] = []) {
  const events: LogEvent[] = [];
  const files = workspace(links);
  const { head, pieces } = await openLog(bytes(text), true);
  const chosen = configuration ?? (await configurationOfLog(head, tree, files));
  const request = { tree, workspace: files, configuration: chosen, pieces, log: "/l" };
  const status = await annotateLog(request, (event) => void events.push(event));
  const of = <Type extends LogEvent["type"]>(type: Type) =>
    events.filter((event): event is Extract<LogEvent, { type: Type }> => event.type === type);
  const findings = of("finding").map(
    ({ code, file, line, message }) => `${code} ${file.replace("/t/", "")}:${line}: ${message}`,
  );
  const steps = of("step-ended").map(
    ({ step, status: end, logLine, milliseconds }) =>
      `${step.name} ${end} ${logLine}${milliseconds === undefined ? "" : ` ${milliseconds}`}`,
  );
  const places = of("command").map(({ logLine, where, location }) =>
    where === undefined
      ? `${logLine} ?`
      : `${logLine} ${where.script}:${where.scriptLine} ${location === undefined ? "" : `${location.file}:${location.line} `}${where.stack.length}`,
  );
  return { status, findings, steps, places, events, end: of("log-ended")[0]!, configuration: chosen };
}

/** The seed phase's echoes, up to the first step's. */
export const seed = [
  " +> ./bin/kaem --verbose --file ./after.kaem ",
  " +> set -ex ",
  " +> set -ex",
  " +> PATH=/bin ",
  " +> catm full.kaem /steps/bootstrap.cfg /steps/env seed.kaem ",
  " +> kaem --file full.kaem ",
  " +> set -ex",
  " +> ./x86/x ",
  " +> kaem --file /steps/0.sh ",
].join("\n");
/** What 0.sh echoes of the configuration, before its steps. */
export const configured = (changes: Readonly<Record<string, string>> = {}) =>
  [
    " +> set -ex",
    " +> cd /steps ",
    ...[...withValues(defaultConfiguration("x86"), Object.entries(changes))].map(
      ([name, value]) => ` +> ${name}=${value} `,
    ),
    " +> BINDIR=/usr/bin ",
  ].join("\n");
/** A step under kaem begins. */
export const begin = (name: string) =>
  [` +> pkg=${name} `, ` +> cd ${name} `, " +> kaem --file pass1.kaem ", " +> set -ex"].join("\n");
/** All that step a-1 says after its distfile was checked. */
export const done = "a-1_0: OK\n +> hex2 -f /x86/src.hex2 -o a \n +> cc a.c \n +> cd .. ";
/** The steps up to bash. */
export const toBash = [
  begin("b-1"),
  " +> b ",
  " +> cd .. ",
  begin("bash-2"),
  " +> bash-it ",
  " +> cd .. ",
].join("\n");
/** Lines of a log. */
export const lines = (...parts: string[]) => `${parts.join("\n")}\n`;
/** So many shells give up, the innermost first. */
export const aborted = (times: number) =>
  lines(...Array<string>(times).fill("Subprocess error 1\nABORTING HARD")).trimEnd();
/** A log as the serial console of QEMU shows it: CR LF, broken at 80 columns, behind what the BIOS says. */
export const onConsole = (text: string) =>
  `\u001bc\u001b[?7l\u001b[2J\u001b[0mSeaBIOS\r\nsrc\r\n./x86\r\n${text
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/.{80}/g, "$&\r\n") + (line.length % 80 === 0 && line !== "" ? "\n" : "\r\n"))
    .join("")}`;
