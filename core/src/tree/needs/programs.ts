/**
 * The programs of well-known packages that steps call by name, apart from one of the package's own name: what their
 * releases install with `make install`. Left out is what stage0-posix's mescc-tools-extra puts into /usr/bin before any
 * step runs (cp, mkdir, rm, chmod, sha256sum, unxz, …), and what packages install under one configuration only.
 */
const programs: Readonly<Record<string, string>> = {
  autoconf: "autoheader autom4te autoreconf autoscan autoupdate ifnames",
  "autoconf-archive": "",
  autogen: "",
  automake: "aclocal",
  bash: "sh",
  bc: "dc",
  binutils: "ar as ld nm objcopy objdump ranlib readelf size strings strip",
  bison: "yacc",
  byacc: "yacc",
  bzip2: "bunzip2 bzcat",
  "ca-certificates": "",
  "checksum-transcriber": "",
  cmake: "ctest",
  coreutils:
    "basename cat chgrp chown cksum comm csplit cut date dd df dirname du env expand expr factor false fmt fold head id install join kill link ln logname ls md5sum mkfifo mknod mv nice nl nohup od paste pathchk pr printenv printf ptx pwd readlink rmdir seq sha1sum sleep sort split stat stty sum sync tac tail tee test touch tr true tsort tty uname unexpand uniq unlink wc who whoami yes realpath mktemp",
  curl: "mk-ca-bundle",
  dhcpcd: "",
  diffutils: "cmp diff diff3 sdiff",
  dist: "makegloss manifake metaconfig",
  e2fsprogs: "badblocks debugfs dumpe2fs e2fsck mke2fs mkfs.ext2 mkfs.ext3 mkfs.ext4 resize2fs tune2fs",
  ed: "",
  file: "",
  findutils: "find xargs",
  flex: "lex",
  fiwix: "",
  gawk: "awk",
  gc: "",
  gcc: "cc cpp g++ gcov",
  gettext: "autopoint gettextize msgcat msgfmt msgmerge xgettext",
  gmp: "",
  gperf: "",
  grep: "egrep fgrep",
  groff: "nroff troff",
  grub: "grub-install grub-mkconfig grub-mkimage grub-probe",
  guile: "guild",
  gzip: "gunzip zcat",
  "heirloom-devtools": "lex yacc m4 make",
  help2man: "",
  kbd: "chvt deallocvt dumpkeys loadkeys openvt setfont",
  "kexec-fiwix": "",
  "kexec-linux": "",
  "kexec-tools": "kexec",
  libarchive: "bsdcpio bsdtar",
  libbsd: "",
  libffi: "",
  libmd: "",
  libtool: "libtoolize",
  libunistring: "",
  linux: "gen_init_cpio gen_initramfs_list.sh",
  "linux-headers": "",
  lwext4: "make_fiwix_initrd",
  m4: "",
  make: "",
  mawk: "awk",
  mes: "mescc",
  mpc: "",
  mpfr: "",
  musl: "ldd",
  ninja: "",
  opendoas: "doas sudo",
  openssl: "",
  oyacc: "yacc yyfix",
  patch: "",
  perl: "pod2man pod2text perldoc xsubpp h2ph",
  "perl-Devel-Tokenizer-C": "",
  "perl-Text-CSV": "",
  "pkg-config": "",
  python: "",
  sed: "",
  shadow: "chpasswd groupadd login passwd useradd",
  "simple-patch": "",
  tar: "",
  tcc: "",
  texinfo: "install-info makeinfo texi2any texi2dvi",
  "util-linux":
    "blkid cfdisk dmesg fdisk findmnt hwclock losetup lsblk mkfs mkswap more mount pivot_root setsid sfdisk swapoff swapon switch_root umount wipefs",
  which: "",
  xz: "lzma unlzma xzcat xzgrep",
  zlib: "",
};

/** Programs that each of these provides may be any at all: one program with many names, or a collection. */
const anything =
  /^(?:9base|busybox|coreboot|heirloom|inetutils|nix|plan9port|sbase|suckless|toybox|ubase|u-root)\b/;

const byPackage = new Map(
  Object.entries(programs).map(([name, list]) => [
    name,
    new Set([name, ...list.split(" ")].filter((each) => each !== "")),
  ]),
);

/** `NAME-VERSION` of a manifest taken apart. */
export interface PackageName {
  /** `perl` of `perl5.004-05`, too. */
  readonly name: string;
  readonly version: string;
  /** Whether all its programs are known. */
  readonly isKnown: boolean;
  /** Whether it may install any program. */
  readonly mayBeAnything: boolean;
}

const names = new Map<string, PackageName>();
/** More names than any manifest has. */
const mostNames = 100_000;

/** Takes a package's name apart; the same name gives the same object. */
export function packageName(full: string): PackageName {
  let known = names.get(full);
  if (known === undefined) {
    if (names.size >= mostNames) names.clear();
    names.set(full, (known = takeApart(full)));
  }
  return known;
}

function takeApart(full: string): PackageName {
  const perl = /^(perl)-?(5[\d._-]*)$/.exec(full);
  const [, name = full, version = ""] = perl ?? /^(.+?)-(\d.*)$/.exec(full) ?? [];
  const isKnown = byPackage.has(name);
  return { name, version, isKnown, mayBeAnything: !isKnown && anything.test(full) };
}

/**
 * Whether a package installs a program. `automake-1.15` is a program of automake-1.15.1, and `python3` of
 * python-3.11.1; without a version it is one of each. Of a package that nobody knows it is the one of its own name.
 */
export function installs({ name, version }: PackageName, program: string): boolean {
  const own = byPackage.get(name);
  const has = (plain: string) => plain === name || own?.has(plain) === true;
  if (has(program)) return true;
  const [, plain, wanted] = versioned(program) ?? [];
  if (plain === undefined || wanted === undefined || !has(plain)) return false;
  return version === wanted || (version.startsWith(wanted) && /^\D/.test(version.slice(wanted.length)));
}

/** The names, without versions, of all packages that may install a program. */
export function packagesWith(program: string): ReadonlySet<string> {
  const plain = versioned(program)?.[1];
  const found = new Set([program, ...(plain === undefined ? [] : [plain])]);
  for (const [name, own] of byPackage) {
    if (own.has(program) || (plain !== undefined && own.has(plain))) found.add(name);
  }
  return found;
}

function versioned(program: string): RegExpExecArray | null {
  return /^(python)(\d[\d.]*)$/.exec(program) ?? /^(.+?)-(\d[\d.]*)$/.exec(program);
}
