import { Command } from "commander";
import { archOption, configOption, setOption } from "../configuration";
import { exitStatus } from "../exitStatus";
import { extractFromImage, listImage } from "../image/inspect";
import { makeImage, type ImageOptions } from "../image/make";
import { complain } from "../report";
import { addContentOptions, addRootfsOptions, positiveSize } from "../rootfsOptions";
import { formatOption, type SetStatus } from "./command";

interface Options extends ImageOptions {
  readonly output?: string;
  readonly list?: boolean;
  readonly extract?: string;
}

const help = `
The image is byte for byte what rootfs.py --qemu (or --bare-metal) of live-bootstrap makes of the same tree when files go
in in the order of their names: stage1 assembled, the source of stage2, a src command for each folder and file, and the
commands that start the bootstrap. So two images of one tree are the same.
With --external-sources or --repo there is a second disk, with these files in a partition with ext3, as in rootfs.py. It
goes beside the image: disk.img has disk.external.img. With --kernel there is one disk, all in a partition with ext3. The
partition of a disk to boot begins at 1 GiB, as in rootfs.py: room for a boot loader. ext3 takes mke2fs and debugfs of
e2fsprogs, but not root; nothing is mounted. Everything on it belongs to root and has one time.
bootstrap.cfg is as rootfs.py writes it for these options; --config and --set change it.
Nothing of the tree is changed. A file that exists is replaced with --force only.
Exit status: 0 written, 1 not written, 2 wrong usage, 130 interrupted.`;

export function imageCommand(setStatus: SetStatus): Command {
  return addContentOptions(addRootfsOptions(new Command("image")))
    .description("make the disks that a machine bootstraps itself from, or look into one")
    .argument(
      "[tree]",
      "top folder of a live-bootstrap checkout, or any path in one; with --list or --extract an image",
      ".",
    )
    .option(
      "-o, --output <file>",
      "the image to write; with --extract where the file goes, else to standard output",
    )
    .option("--list", "tell what is in an image, and make none: stage1, stage2, files, commands")
    .option("--extract <path>", "write a file of an image, or its stage1 or stage2")
    .option("--kernel", "for a kernel of your own, which is not on it, instead of builder-hex0")
    .option("--bare-metal", "for a machine of its own, and not for QEMU")
    .option(
      "--size <size>",
      "its least length, as 512M or 16G; else 16G, for builder-hex0 on bare metal as long as needed",
      positiveSize,
    )
    .option("--force", "replace a file that exists")
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (tree: string, options: Options) => setStatus(await image(tree, options)));
}

async function image(given: string, options: Options): Promise<number> {
  if (options.list === true) return listImage(given, options.format);
  if (options.extract !== undefined) return extractFromImage(given, options.extract, options.output ?? "-");
  if (options.output === undefined || options.output === "") {
    complain("-o says which image to write");
    return exitStatus.usage;
  }
  return makeImage(given, options.output, options);
}
