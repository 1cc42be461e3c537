import type { CodeEntry } from "../codeEntry";

export const sourceCodes = {
  "sources/binary": {
    severity: "info",
    title: "An archive brings compiled programs or messages.",
    why: "live-bootstrap's README deems binaries unsuitable for a bootstrap: nobody can tell from their source what they do. `audit --sources` looks at how each file of a distfile begins.",
    remedy: "Let the step remove them before it builds, or use an archive without them.",
  },
  "sources/pregenerated-build": {
    severity: "info",
    title: "An archive brings a build system that a program made.",
    why: "A `configure`, `Makefile.in` or `aclocal.m4` that Autoconf, Automake or aclocal made is no source: live-bootstrap's README asks for none of them to be used.",
    remedy:
      "Remove them and run `autoreconf-fossil` or the programs themselves, or build with a makefile of your own (`mk/main.mk`).",
  },
  "sources/pregenerated-parser": {
    severity: "info",
    title: "An archive brings a parser, a scanner or a hash table that a program made.",
    why: "What Bison, yacc, flex or gperf made of a grammar is no source; live-bootstrap's README asks for it to be made anew.",
    remedy: "Remove it in the step, so that it is made of its grammar.",
  },
  "sources/pregenerated-documentation": {
    severity: "hint",
    title: "An archive brings documentation that a program made.",
    why: "Files of Info are made of Texinfo. They are no part of what runs, but what is installed has them.",
    remedy: "Remove them, or make them anew.",
  },
  "sources/licence": {
    severity: "info",
    title: "An archive brings a text that is not free.",
    why: "live-bootstrap takes software of licences alone that the FSF approves. The texts of RFCs, manuals with invariant sections and what is for non-commercial use alone may not be used or changed by everyone.",
    remedy: "Look at it. Remove it in the step where it is not needed.",
  },
  "sources/fetched-in-build": {
    severity: "info",
    title: "A step's script, or a makefile of an archive, downloads something.",
    why: "What a build fetches by itself is in no `sources`: nothing holds it against a hash, it can be another file tomorrow, and a run without a network fails. `audit --sources` sees curl and wget with a URL, and git's clone, fetch, pull and submodule; in makefiles (`Makefile`, `makefile`, `GNUmakefile`, `*.mk`; their first 8 KiB) in the recipes that `make` comes to by itself, and with `--all` in all.",
    remedy: "Write the file into `sources`, with its hash.",
  },
  "sources/unread-archive": {
    severity: "warning",
    title: "An archive was not looked at, or not to its end.",
    why: "Its SHA-256 is another, it breaks off, it is of a format that is not read, or it comes to more than is looked at.",
    remedy:
      "Fetch it again with `bootstrappable distfiles fetch`; what has the right hash and is still not read must be looked at by hand.",
  },
  "sources/malformed-line": {
    severity: "error",
    title: "A line of `sources` is neither a file's nor a git commit's.",
    why: "The helpers split a line into words: `f URL SHA256 [NAME]` or `g REPOSITORY~REFERENCE URL SHA256 [NAME]` (steps/helpers.sh, `source_line_action`). Other words are taken for a URL or hash, and the download or the check fails.",
    remedy:
      "Write one of the two forms. The first column is `f` or `g`; `_` stands for a URL that does not exist.",
  },
  "sources/malformed-hash": {
    severity: "error",
    title: "A hash of `sources` is not a SHA-256.",
    why: "It is compared with what `sha256sum` prints: 64 hex digits in lower case.",
    remedy: "Write the file's SHA-256.",
  },
  "sources/unknown-kind": {
    severity: "error",
    title: "A line of `sources` begins with a kind that nobody knows.",
    why: "Only `f` (`file`) and `g` (`git`) are told apart: helpers.sh takes anything else for `f`, checksum-transcriber stops.",
    remedy: "`f` for a file, `g` for a commit of a repository.",
  },
  "sources/missing-name": {
    severity: "error",
    title: "A source has no file name, and its URL gives none.",
    why: "Without a fourth word the name is the last part of the URL. Of `_`, or of a URL that ends with `/`, that is no name.",
    remedy: "Write the file's name behind the hash.",
  },
  "sources/unsafe-name": {
    severity: "error",
    title: "A source's file name cannot be that of a file in distfiles/.",
    why: "Distfiles lie in one folder by their names. A name with a slash leads out of it, and one that begins with a dot or ends in `.part` or `.bad` is taken for something else.",
    remedy: "Write a plain file name behind the hash.",
  },
  "sources/repeated-line": {
    severity: "hint",
    title: "A line of `sources` says what one above it says.",
    why: "The file is there when the second line is read: nothing is downloaded, and the same check is made twice.",
    remedy: "Remove the line. Other URLs for the same file are worth a line each.",
  },
  "sources/carriage-return": {
    severity: "error",
    title: "Lines of `sources` end with CR LF.",
    why: "The CR becomes part of the last word, the hash or the name: `sha256sum` says that there is no properly formatted line, or the file is not found.",
    remedy: "Save the file with LF line ends.",
  },
  "sources/byte-order-mark": {
    severity: "warning",
    title: "`sources` begins with a byte order mark.",
    why: "The three bytes, which an editor does not show, become part of the first word. checksum-transcriber stops at it, and lib/generator.py and helpers.sh take a git commit's repository for its URL (both errors); for a file's line helpers.sh looks at the word no further.",
    remedy: "Save the file as UTF-8 without a byte order mark.",
  },
  "sources/no-final-newline": {
    severity: "error",
    title: "The last line of `sources` is not read.",
    why: "`default_src_get` of steps/helpers.sh goes through the file with `while read line`, which ends at a line without LF: that file is neither downloaded nor checked. If it is the only line, `default_src_unpack` unpacks it all the same (`head -n 1`), whatever its hash.",
    remedy: "End the file with a newline.",
  },
  "sources/empty-line": {
    severity: "error",
    title: "An empty line in a `sources` that helpers.sh reads.",
    why: "`source_line_action` of steps/helpers.sh takes the first word away with `shift`, which fails where there is none. Under `set -e` that ends the bootstrap, without a message. rootfs.py, where it has the distfiles to look for, ends with an IndexError.",
    remedy: "Remove the line.",
  },
  "sources/early-spacing": {
    severity: "error",
    title: "Blanks or line ends that checksum-transcriber misreads.",
    why: "A package that kaem builds has its `sources` read by checksum-transcriber (steps/checksum-transcriber-1.0): each single blank ends a word, so that a blank at the end of the line makes an empty file name; tabs separate nothing; it stops at an empty line and crashes at a last line without LF. Once bash runs, helpers.sh takes blanks and tabs as they come.",
    remedy: "Single blanks between words, none at the end, no empty lines, a newline at the end of the file.",
  },
  "sources/early-git": {
    severity: "error",
    title: "A git source of a package that kaem builds.",
    why: "checksum-transcriber says `Only support file distfile type at this point` and ends the bootstrap.",
    remedy: "Name the tarball with `f`.",
  },
  "sources/conflicting-hash": {
    severity: "warning",
    title: "The same file or URL has two hashes.",
    why: "All distfiles of a tree lie in one folder by their names: of two files with one name one fails its check. One URL cannot give two files, either.",
    remedy: "Correct the wrong hash, or give one of the files another name (the fourth word).",
  },
  "sources/second-name": {
    severity: "hint",
    title: "The same file has two names.",
    why: "Distfiles are kept by their names: what two lines take from one URL, with one hash, under two names is downloaded twice and lies in distfiles/ twice.",
    remedy: "Give both the same name (the fourth word), where the scripts allow it.",
  },
  "sources/malformed-repository": {
    severity: "warning",
    title: "The repository of a git source cannot be cloned, or its commit is not said.",
    why: "The second word is `REPOSITORY~REFERENCE`. A run passes it over, but mirror.sh cuts it at its last `~`, clones the one and archives the other; where that fails, it ends. Without a scheme git looks for a folder of that name.",
    remedy: "Write it as in `https://example.org/project.git~v1.0`.",
  },
  "sources/unknown-scheme": {
    severity: "warning",
    title: "A URL of `sources` has no scheme, or one that nothing downloads from.",
    why: "lib/generator.py hands the URL to Python's requests, which stops at one without `http://` or `https://`; curl, which helpers.sh and download-distfiles.sh use, guesses where none is written, and knows no other schemes than its own.",
    remedy: "Write the whole URL. `_` says that there is none.",
  },
  "sources/never-used": {
    severity: "hint",
    title: "A distfile that nothing of its step uses.",
    why: "The file is downloaded and checked, and takes its place on the disk. kaem's steps unpack by name what they need; helpers.sh unpacks every line, unless a pass has an `src_unpack` of its own. A variable in a script is taken for any text, and no other step names the file either.",
    remedy: "Remove the line, or use the file.",
  },
  "sources/other-distfile": {
    severity: "error",
    title: "The file in distfiles/ has another hash.",
    why: "The step ends with a failed check. A download that broke off looks like this, too, and stays until it is removed: nobody downloads a file that is there.",
    remedy: "Remove the file and download it again. Only if you know that it is right, write its hash.",
  },
  "sources/no-url": {
    severity: "warning",
    title: "No URL and no mirror has this file, and it is not in distfiles/.",
    why: "`_` means that nobody publishes the file (mostly a commit's tarball), and `steps/bootstrap.cfg` names no mirror. The download ends with `Could not resolve host: _`.",
    remedy: "Name a mirror (`--mirrors`), or put the file into distfiles/.",
  },
  "sources/https-too-early": {
    severity: "warning",
    title: "A file is downloaded over HTTPS before curl can do TLS.",
    why: "Between the first `improve:` with `network` in its name and the curl that is built with openssl, files are downloaded within the bootstrap by a curl without TLS. There only a mirror with plain HTTP helps, and `steps/bootstrap.cfg` names none, or having the file beforehand (`--external-sources`).",
    remedy: "Name a mirror, or give a URL with `http:`.",
  },
  "sources/no-unpacker": {
    severity: "error",
    title: "An archive that nothing can unpack where its package is built.",
    why: "`extract_file` of steps/helpers.sh unpacks a few kinds of archives only until a GNU tar from 1.20 on is installed; of another kind it does nothing and says nothing, and the step goes on in an empty folder. That newer tar calls `xz` for `.tar.xz`, where the older one gets along with `unxz` of mescc-tools-extra.",
    remedy: "Take another archive, unpack it in the step's own `src_unpack`, or build tar or xz above.",
  },
} as const satisfies Record<string, CodeEntry>;
