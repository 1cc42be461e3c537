/**
 * What builder-hex0's shell reads from the disk behind the kernel (internalshell in builder-hex0-x86-stage2.hex0): the
 * first byte of a command decides which it is, so that no program may begin with `s`, `h` or `f`.
 */
export type ShellCommand =
  /** `src SIZE PATH`, then so many bytes: a file, or with none a folder. */
  | { readonly kind: "src"; readonly path: string; readonly size: number }
  /** `hex0 INPUT OUTPUT` */
  | { readonly kind: "hex0"; readonly input: string; readonly output: string }
  /** `f`: the file /dev/hda goes to the disk once the next command has been read. */
  | { readonly kind: "flush" }
  /** A program with exactly one argument. */
  | { readonly kind: "program"; readonly program: string; readonly argument: string };

/** A command as it stands on the disk, its line feed included; of `src`, without the bytes that follow. */
export function commandText(command: ShellCommand): string {
  switch (command.kind) {
    case "src":
      return `src ${command.size} ${command.path}\n`;
    case "hex0":
      return `hex0 ${command.input} ${command.output}\n`;
    case "flush":
      return "f\n";
    case "program":
      return `${command.program} ${command.argument}\n`;
  }
}

/** A path as the kernel keeps it: absolute, without `.`, `..` and doubled `/` (handle_dots, absolute_path). */
export function absolutePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The path of the folder that something is in. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}
