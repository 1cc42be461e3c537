import type { CodeEntry } from "../codeEntry";

const stops =
  "The script generator (live-bootstrap's `seed/script-generator.c`) stops at this line with exit status 1 and writes no script at all, for no step.";

/** Codes of steps/manifest. What the generator does was read in its source and seen with the program built by M2-Planet. */
export const manifestCodes = {
  "manifest/missing": {
    severity: "error",
    title: "The manifest cannot be read.",
    why: "`steps/manifest` says what is built, in which order. `check` tells of it where a folder has `steps/` and `seed/` and is a tree for all else.",
    remedy: "Open the top folder of a live-bootstrap checkout, with its submodules.",
  },
  "manifest/unknown-directive": {
    severity: "error",
    title: "The line's first word is none of `build:`, `improve:`, `define:`, `jump:`, `uninstall:`.",
    why: `${stops} It says \`Expected logic to begin with (\`.`,
    remedy: "Write one of the five directives, its colon glued to it, in the first column.",
  },
  "manifest/leading-space": {
    severity: "error",
    title: "A line begins with a blank.",
    why: `The blank makes an empty first word, which is no directive; an indented comment is one, too. ${stops}`,
    remedy: "Let the line begin in its first column.",
  },
  "manifest/extra-space": {
    severity: "error",
    title: "Two blanks follow one another.",
    why: `Exactly one blank separates words; each further one makes an empty word. ${stops}`,
    remedy: "Separate words with single blanks, and leave at most one at the end of the line.",
  },
  "manifest/empty-word": {
    severity: "warning",
    title: "Two blanks make an empty word that is accepted.",
    why: "In `X ==  )`, in `X =  ` and among the names of `uninstall:` the generator takes the empty word as a value or name. It is easily overlooked, and changes the argument that passes are counted by.",
    remedy: "Write single blanks, and `!= word` where emptiness is to be tested.",
  },
  "manifest/tab": {
    severity: "error",
    title: "A tab stands between words.",
    why: "A tab separates nothing: it becomes part of the word, which is then no directive, package or operator.",
    remedy: "Write one blank.",
  },
  "manifest/carriage-return": {
    severity: "error",
    title: "Lines end with CR LF.",
    why: "Told once, on the first line that has one. Lines end at LF alone; the CR becomes part of the last word: a package that does not exist, or a `)` that is none.",
    remedy:
      "Save the file with LF line ends. A `.gitattributes` line `* -text` keeps Git from changing them.",
  },
  "manifest/byte-order-mark": {
    severity: "error",
    title: "The manifest begins with a byte order mark.",
    why: `The three bytes, which an editor does not show, are a first word that is no directive, before a comment, too. ${stops}`,
    remedy: "Save the file as UTF-8 without a byte order mark.",
  },
  "manifest/not-utf8": {
    severity: "error",
    title: "A directive is no UTF-8.",
    why: "The script generator copies its bytes into the scripts; here they cannot be shown, and no scripts are written rather than other ones. (`plan --scripts`, and whatever else generates scripts.)",
    remedy: "Save the file as UTF-8. Comments may hold any bytes.",
  },
  "manifest/missing-argument": {
    severity: "error",
    title: "A directive lacks its argument, or a define its value.",
    why: "The generator reads through a null pointer and dies with a segmentation fault.",
    remedy: "Name the package or script, or give the variable a value.",
  },
  "manifest/unexpected-argument": {
    severity: "error",
    title: "A second argument where only a predicate may stand.",
    why: `\`build:\`, \`improve:\` and \`jump:\` take one argument, a define one value. ${stops}`,
    remedy: "One line for each, or parentheses around the predicate.",
  },
  "manifest/missing-parenthesis": {
    severity: "error",
    title: "A predicate lacks a parenthesis, or it is not a word of its own.",
    why: "Without `(` the generator stops; without `)` it reads past the end of the line and dies with a segmentation fault.",
    remedy: "Write `( VARIABLE == value )`, a blank on each side of every parenthesis.",
  },
  "manifest/missing-equals": {
    severity: "error",
    title: "A define lacks its `=`.",
    why: stops,
    remedy: "Write `define: NAME = value` or `define: NAME = ( expression )`, a blank on each side of `=`.",
  },
  "manifest/malformed-predicate": {
    severity: "error",
    title: "A predicate is not comparisons joined by `&&` and `||`.",
    why: `A predicate is \`VAR == value\` or \`VAR != value\`, or several of them joined; each word stands alone between blanks, and there are no inner parentheses and no \`!\`. ${stops}`,
    remedy: "Compare each variable; for a longer condition define variables first and test those.",
  },
  "manifest/text-after-predicate": {
    severity: "warning",
    title: "Words behind a predicate's closing parenthesis.",
    why: "The generator does not look at them.",
    remedy: "Remove them, or make a comment of them with `#`.",
  },
  "manifest/constant-predicate": {
    severity: "warning",
    title: "A bare word as a condition.",
    why: "A word that is not compared is text, not a variable. Only the text `True` holds, so `( CHROOT )` is false even where CHROOT is True.",
    remedy: "Compare: `( CHROOT == True )`.",
  },
  "manifest/misleading-precedence": {
    severity: "warning",
    title: "`&&` before `||` groups unlike in other languages.",
    why: "Both operators group to the right without precedence: `a && b || c` means `a && ( b || c )`.",
    remedy: "Write the `||` part first, or define a variable for the part that belongs together.",
  },
  "manifest/cannot-redefine": {
    severity: "warning",
    title: "The first variable of bootstrap.cfg cannot be defined anew.",
    why: "`define` does not look at the first variable (ARCH, as rootfs.py writes the file). A second entry of the same name is appended: predicates go on seeing the first, the steps see the second.",
    remedy: "Use another name.",
  },
  "manifest/word-over-buffer": {
    severity: "warning",
    title: "A word of 64 bytes or more.",
    why: "The generator's buffer for a word has 64 bytes, unchecked. It works only because M2libc's malloc gives 256; built with another C library it overwrites its heap.",
    remedy: "Shorten the name.",
  },
  "manifest/word-too-long": {
    severity: "error",
    title: "A word of 256 bytes or more.",
    why: "It overwrites the generator's next word: the generated script holds a cut name with stray bytes behind it.",
    remedy: "Shorten the name.",
  },
  "manifest/uninstall-too-long": {
    severity: "error",
    title: "The names of an uninstall have more than 2048 bytes together.",
    why: `The generator says \`somehow you have managed to have too many uninstall arguments.\` ${stops}`,
    remedy: "Split the line.",
  },
  "manifest/unknown-package": {
    severity: "error",
    title: "A build of a package that has no folder under steps/.",
    why: "The step begins with `cd` into that folder, which fails and ends the bootstrap, hours later.",
    remedy: "Correct the name, or add the folder with its `sources` and pass script.",
  },
  "manifest/missing-script": {
    severity: "error",
    title: "The script of a step does not exist.",
    why: "`improve:` and `jump:` run `steps/improve/NAME.sh` and `steps/jump/NAME.sh`. While kaem is the shell, the n-th build of a package runs `passN.kaem`. (Once bash runs, a missing `passN.sh` is no error: the defaults of helpers.sh build the package.)",
    remedy:
      "Add the script, or correct the name. Passes count the earlier active directives with the same argument.",
  },
  "manifest/missing-file": {
    severity: "error",
    title: "A file that every generated script reads does not exist.",
    why: "The script generator copies `steps/env` into each script for kaem, and dies where it is missing; each script for bash begins with `. ./helpers.sh`, which ends it under `set -e`. Nothing is said of a folder without `seed/`, which is no whole tree.",
    remedy: "Bring the file back: `git checkout steps/env steps/helpers.sh`.",
  },
  "manifest/undefined-variable": {
    severity: "warning",
    title: "A predicate tests a variable that nothing sets, or that is defined only below.",
    why: "An unset variable compares as empty text, without a word. Known are the variables that rootfs.py writes to bootstrap.cfg, those of `steps/bootstrap.cfg` and `steps/configurator`, and every `define:` above. (A hint for a manifest that lies in no tree.)",
    remedy: "Check the spelling; a variable must be defined above the line that tests it.",
  },
  "manifest/inactive": {
    severity: "hint",
    title: "A line that does nothing under the present configuration.",
    why: "Its predicate is false. Shown faded in an editor; nothing is wrong. The configuration is `steps/bootstrap.cfg`, or without one x86 in a chroot.",
    remedy: "Nothing. (Another configuration makes the line count.)",
  },
  "manifest/always-false": {
    severity: "warning",
    title: "A predicate that is false under every configuration.",
    why: "No values that its variables can have make it true, so that the line never counts. Values are compared as they are written: `true` is not `True`.",
    remedy: "Correct the comparison, or remove the line.",
  },
  "manifest/always-true": {
    severity: "warning",
    title: "A predicate that is true under every configuration.",
    why: "Whatever values its variables have, it holds: it tests nothing.",
    remedy: "Correct the comparison, or remove the predicate.",
  },
  "manifest/duplicate-define": {
    severity: "warning",
    title: "A variable is defined again before anything tests it.",
    why: "Steps see a variable's last value alone (bootstrap.cfg is written when the whole manifest has been read), predicates the one above them. Nobody sees the first one.",
    remedy: "Remove one of the two, or give the second a predicate.",
  },
  "manifest/uninstall-unbuilt": {
    severity: "warning",
    title: "An uninstall of a package that bash did not build before.",
    why: "`uninstall` of steps/helpers.sh takes the list of files from the package's tarball in `/external/repo`, which only builds under bash leave there. Without it `bzip2` fails and the bootstrap ends.",
    remedy: "Correct the name, or name the files: `/usr/bin/…`.",
  },
  "manifest/needs-later": {
    severity: "error",
    title: "A step under bash needs what only a later step provides.",
    why: "Its script, or `build` of steps/helpers.sh, in any case calls a program, expands a variable, enters a folder or reads a file that no line above brings: a line below does, or one that this configuration leaves out. The command fails, and the bootstrap ends there, after hours. What programs well-known packages install is known; whatever else an earlier step may have installed counts as there.",
    remedy: "Move one of the two lines, or let the predicates agree.",
  },
  "manifest/other-shell": {
    severity: "warning",
    title: "A pass has a script for kaem where bash runs already.",
    why: "From the first `build: bash-…` on, the script generator calls `passN.sh`. Where that is missing, helpers.sh builds with its defaults and says nothing.",
    remedy: "Rewrite the script for bash as `passN.sh`, or build the package before bash.",
  },
  "manifest/shared-prefix": {
    severity: "warning",
    title: "A package's revision counts packages whose names begin with its name.",
    why: "`get_revision` of steps/helpers.sh counts `/external/repo/NAME*`: of automake-1.7 built after automake-1.7.8 the first revision is 1, not 0. Its checksum is looked for under that name, and `uninstall` takes a tarball that may not exist.",
    remedy: "Build the shorter name first, and keep its revision in mind in SHA256SUMS.pkgs.",
  },
  "manifest/unused-folder": {
    severity: "hint",
    title: "A step folder that no line builds.",
    why: "It does nothing in a run, but `mirror.sh` downloads its sources, and readers take it for a part of the bootstrap.",
    remedy: "Add a `build:` line, or remove the folder.",
  },
} as const satisfies Record<string, CodeEntry>;
