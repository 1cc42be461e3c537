import type { CodeEntry } from "../codeEntry";

/** What `bootstrappable distfiles` finds. */
export const distfileCodes = {
  "distfiles/unavailable": {
    severity: "error",
    title: "No mirror and no URL gave a distfile.",
    why: "Upstreams vanish, move, and give up plain HTTP; the step that needs the file stops without it. The message has what each place answered.",
    remedy:
      "Name a mirror (`--mirror`), correct the URL, or put the file into distfiles/ yourself: its hash is checked.",
  },
  "distfiles/no-source": {
    severity: "error",
    title: "No URL has a distfile, and no mirror gave it.",
    why: "`_` in the place of the URL means that nobody publishes the file, mostly because it is the archive of a commit.",
    remedy:
      "Name a mirror that has it (`--mirror`). Where the line names a commit, `--git` makes the archive with your own git; whether it has the hash depends on the versions of git, gzip and xz.",
  },
  "distfiles/wrong-content": {
    severity: "warning",
    title: "A place gave a file with another hash.",
    why: "An error page in the place of the file, an archive that was made anew, or somebody in between. What came never gets the distfile's name; it is kept beside it, ending in `.bad`.",
    remedy:
      "Look at what came. Another place is asked next; only if you know that the file has really changed, correct its hash.",
  },
  "distfiles/in-the-way": {
    severity: "error",
    title: "Something that is no file of its own has a distfile's name.",
    why: "A link, a folder or a device in distfiles/ may be there so that a download writes somewhere else. Nothing is written through it, and it is not replaced.",
    remedy: "Remove it, or have the files go elsewhere (`--folder`).",
  },
  "distfiles/disk": {
    severity: "error",
    title: "A distfile could not be written.",
    why: "The disk is full, read-only, or not yours. What had come is kept as NAME.part.",
    remedy: "Make room or get the permission, and fetch again: it goes on from where it stopped.",
  },
  "distfiles/unknown-file": {
    severity: "info",
    title: "No `sources` names a file that is in distfiles/.",
    why: "It was needed once, or its name is misspelt. Under `--external-sources` it gets into the image with the others.",
    remedy: "Remove it if you do not need it.",
  },
} as const satisfies Record<string, CodeEntry>;
