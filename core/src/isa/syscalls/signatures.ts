import type { Mode } from "../decoder";

/** Names of the arguments of system calls, as their manual pages (section 2) and include/linux/syscalls.h have them. */
const signatures: ReadonlyMap<string, readonly string[]> = new Map(
  `read: fd buf count
  write: fd buf count
  open: pathname flags mode
  openat: dirfd pathname flags mode
  openat2: dirfd pathname how size
  creat: pathname mode
  close: fd
  close_range: first last flags
  lseek: fd offset whence
  _llseek: fd offset_high offset_low result whence
  llseek: fd offset_high offset_low result whence
  readv: fd iov iovcnt
  writev: fd iov iovcnt
  pread64: fd buf count offset
  pwrite64: fd buf count offset
  preadv: fd iov iovcnt offset
  pwritev: fd iov iovcnt offset
  sendfile: out_fd in_fd offset count
  sendfile64: out_fd in_fd offset count
  copy_file_range: fd_in off_in fd_out off_out len flags
  splice: fd_in off_in fd_out off_out len flags
  tee: fd_in fd_out len flags
  access: pathname mode
  faccessat: dirfd pathname mode
  faccessat2: dirfd pathname mode flags
  stat: pathname statbuf
  fstat: fd statbuf
  lstat: pathname statbuf
  stat64: pathname statbuf
  fstat64: fd statbuf
  lstat64: pathname statbuf
  oldstat: pathname statbuf
  oldfstat: fd statbuf
  oldlstat: pathname statbuf
  newfstatat: dirfd pathname statbuf flags
  fstatat64: dirfd pathname statbuf flags
  statx: dirfd pathname flags mask statxbuf
  statfs: path buf
  fstatfs: fd buf
  statfs64: path size buf
  fstatfs64: fd size buf
  getdents: fd dirp count
  getdents64: fd dirp count
  readdir: fd dirp count
  chdir: path
  fchdir: fd
  chroot: path
  getcwd: buf size
  mkdir: pathname mode
  mkdirat: dirfd pathname mode
  rmdir: pathname
  mknod: pathname mode dev
  mknodat: dirfd pathname mode dev
  link: oldpath newpath
  linkat: olddirfd oldpath newdirfd newpath flags
  symlink: target linkpath
  symlinkat: target newdirfd linkpath
  readlink: pathname buf bufsiz
  readlinkat: dirfd pathname buf bufsiz
  unlink: pathname
  unlinkat: dirfd pathname flags
  rename: oldpath newpath
  renameat: olddirfd oldpath newdirfd newpath
  renameat2: olddirfd oldpath newdirfd newpath flags
  chmod: pathname mode
  fchmod: fd mode
  fchmodat: dirfd pathname mode
  chown: pathname owner group
  fchown: fd owner group
  lchown: pathname owner group
  chown32: pathname owner group
  fchown32: fd owner group
  lchown32: pathname owner group
  fchownat: dirfd pathname owner group flags
  umask: mask
  truncate: path length
  ftruncate: fd length
  truncate64: path length
  ftruncate64: fd length
  fallocate: fd mode offset len
  fadvise64: fd offset len advice
  readahead: fd offset count
  sync_file_range: fd offset nbytes flags
  utime: filename times
  utimes: filename times
  futimesat: dirfd pathname times
  utimensat: dirfd pathname times flags
  utimensat_time64: dirfd pathname times flags
  dup: oldfd
  dup2: oldfd newfd
  dup3: oldfd newfd flags
  pipe: pipefd
  pipe2: pipefd flags
  fcntl: fd cmd arg
  fcntl64: fd cmd arg
  flock: fd operation
  ioctl: fd request arg
  fsync: fd
  fdatasync: fd
  sync:
  syncfs: fd
  select: nfds readfds writefds exceptfds timeout
  _newselect: nfds readfds writefds exceptfds timeout
  pselect6: nfds readfds writefds exceptfds timeout sigmask
  poll: fds nfds timeout
  ppoll: fds nfds timeout sigmask sigsetsize
  epoll_create: size
  epoll_create1: flags
  epoll_ctl: epfd op fd event
  epoll_wait: epfd events maxevents timeout
  epoll_pwait: epfd events maxevents timeout sigmask sigsetsize
  eventfd: initval
  eventfd2: initval flags
  inotify_init:
  inotify_init1: flags
  inotify_add_watch: fd pathname mask
  inotify_rm_watch: fd wd
  mount: source target filesystemtype mountflags data
  umount: target
  umount2: target flags
  oldumount: target
  pivot_root: new_root put_old
  swapon: path swapflags
  swapoff: path
  exit: status
  exit_group: status
  fork:
  vfork:
  execve: pathname argv envp
  execveat: dirfd pathname argv envp flags
  wait4: pid wstatus options rusage
  waitpid: pid wstatus options
  waitid: idtype id infop options rusage
  kill: pid sig
  tkill: tid sig
  tgkill: tgid tid sig
  signal: signum handler
  sigaction: signum act oldact
  sigprocmask: how set oldset
  sigreturn:
  rt_sigaction: signum act oldact sigsetsize
  rt_sigprocmask: how set oldset sigsetsize
  rt_sigpending: set sigsetsize
  rt_sigsuspend: mask sigsetsize
  rt_sigtimedwait: set info timeout sigsetsize
  rt_sigreturn:
  sigaltstack: ss old_ss
  pause:
  alarm: seconds
  nanosleep: req rem
  getitimer: which curr_value
  setitimer: which new_value old_value
  brk: addr
  mmap: addr length prot flags fd offset
  mmap2: addr length prot flags fd pgoffset
  munmap: addr length
  mprotect: addr len prot
  mremap: old_address old_size new_size flags new_address
  msync: addr length flags
  madvise: addr length advice
  mincore: addr length vec
  mlock: addr len
  munlock: addr len
  mlockall: flags
  munlockall:
  getpid:
  getppid:
  gettid:
  getuid:
  geteuid:
  getgid:
  getegid:
  getuid32:
  geteuid32:
  getgid32:
  getegid32:
  setuid: uid
  setgid: gid
  setuid32: uid
  setgid32: gid
  setreuid: ruid euid
  setregid: rgid egid
  setresuid: ruid euid suid
  setresgid: rgid egid sgid
  getresuid: ruid euid suid
  getresgid: rgid egid sgid
  getgroups: size list
  setgroups: size list
  getpgid: pid
  setpgid: pid pgid
  getpgrp:
  getsid: pid
  setsid:
  getrlimit: resource rlim
  ugetrlimit: resource rlim
  setrlimit: resource rlim
  prlimit64: pid resource new_limit old_limit
  getrusage: who usage
  getpriority: which who
  setpriority: which who prio
  nice: inc
  sched_yield:
  time: tloc
  stime: t
  times: buf
  gettimeofday: tv tz
  settimeofday: tv tz
  clock_gettime: clockid tp
  clock_gettime64: clockid tp
  clock_settime: clockid tp
  clock_getres: clockid res
  clock_nanosleep: clockid flags request remain
  uname: buf
  olduname: buf
  oldolduname: buf
  sethostname: name len
  setdomainname: name len
  sysinfo: info
  syslog: type bufp len
  reboot: magic1 magic2 op arg
  personality: persona
  ptrace: request pid addr data
  prctl: option arg2 arg3 arg4 arg5
  arch_prctl: op addr
  set_tid_address: tidptr
  set_robust_list: head len
  get_robust_list: pid head_ptr len_ptr
  set_thread_area: u_info
  get_thread_area: u_info
  futex: uaddr op val timeout uaddr2 val3
  unshare: flags
  setns: fd nstype
  getrandom: buf buflen flags
  memfd_create: name flags
  init_module: module_image len param_values
  finit_module: fd param_values flags
  delete_module: name flags
  kexec_load: entry nr_segments segments flags
  kexec_file_load: kernel_fd initrd_fd cmdline_len cmdline flags
  socketcall: call args
  socket: domain type protocol
  socketpair: domain type protocol sv
  bind: sockfd addr addrlen
  listen: sockfd backlog
  accept: sockfd addr addrlen
  accept4: sockfd addr addrlen flags
  connect: sockfd addr addrlen
  getsockname: sockfd addr addrlen
  getpeername: sockfd addr addrlen
  sendto: sockfd buf len flags dest_addr addrlen
  recvfrom: sockfd buf len flags src_addr addrlen
  sendmsg: sockfd msg flags
  recvmsg: sockfd msg flags
  shutdown: sockfd how
  setsockopt: sockfd level optname optval optlen
  getsockopt: sockfd level optname optval optlen
  acct: filename
  vhangup:
  iopl: level
  ioperm: from num turn_on
  seccomp: operation flags args
  riscv_flush_icache: start end flags
  clone3: cl_args size`
    .split("\n")
    .map((line) => {
      const [name = "", names = ""] = line.trim().split(/: ?/);
      return [name, names === "" ? [] : names.split(" ")] as const;
    }),
);

/** Arguments by processor, as a line of names. */
const inModes = (lines: Partial<Record<Mode, string>>): Partial<Record<Mode, readonly string[]>> =>
  Object.fromEntries(Object.entries(lines).map(([mode, line]) => [mode, line.split(" ")]));

/**
 * Calls that take numbers of 64 bits: processors of 32 bits take each in two registers, the low half first, ARM from an even register
 * on, so that one may be skipped (syscall(2), “Architecture-specific requirements”). Where ARM would need a seventh register, its
 * call has another order of arguments.
 */
const split: Readonly<Record<string, Partial<Record<Mode, readonly string[]>>>> = {
  ...Object.fromEntries(
    ["pread64", "pwrite64"].map((name) => [
      name,
      inModes({
        "x86-32": "fd buf count offset_low offset_high",
        arm: "fd buf count padding offset_low offset_high",
        riscv32: "fd buf count offset_low offset_high",
      }),
    ]),
  ),
  // These take two halves everywhere, so nothing is skipped.
  ...Object.fromEntries(
    ["preadv", "pwritev"].map((name) => [
      name,
      inModes({
        "x86-32": "fd iov iovcnt offset_low offset_high",
        arm: "fd iov iovcnt offset_low offset_high",
        riscv32: "fd iov iovcnt offset_low offset_high",
      }),
    ]),
  ),
  truncate64: inModes({
    "x86-32": "path length_low length_high",
    arm: "path padding length_low length_high",
    riscv32: "path length_low length_high",
  }),
  ftruncate64: inModes({
    "x86-32": "fd length_low length_high",
    arm: "fd padding length_low length_high",
    riscv32: "fd length_low length_high",
  }),
  fallocate: inModes({
    "x86-32": "fd mode offset_low offset_high len_low len_high",
    arm: "fd mode offset_low offset_high len_low len_high",
    riscv32: "fd mode offset_low offset_high len_low len_high",
  }),
  readahead: inModes({
    "x86-32": "fd offset_low offset_high count",
    arm: "fd padding offset_low offset_high count",
    riscv32: "fd offset_low offset_high count",
  }),
  sync_file_range: inModes({
    "x86-32": "fd offset_low offset_high nbytes_low nbytes_high flags",
    riscv32: "fd offset_low offset_high nbytes_low nbytes_high flags",
  }),
  arm_sync_file_range: inModes({ arm: "fd flags offset_low offset_high nbytes_low nbytes_high" }),
  fadvise64: inModes({ "x86-32": "fd offset_low offset_high len advice" }),
  fadvise64_64: inModes({
    "x86-32": "fd offset_low offset_high len_low len_high advice",
    riscv32: "fd offset_low offset_high len_low len_high advice",
  }),
  arm_fadvise64_64: inModes({ arm: "fd advice offset_low offset_high len_low len_high" }),
};

/** Arguments of a call whose order or number depends on the processor (clone(2), mmap(2), select(2), “architecture-specific”). */
const special: Readonly<Record<string, Partial<Record<Mode, readonly string[]>>>> = {
  clone: {
    "x86-64": ["flags", "stack", "parent_tid", "child_tid", "tls"],
    "x86-32": ["flags", "stack", "parent_tid", "tls", "child_tid"],
    arm: ["flags", "stack", "parent_tid", "tls", "child_tid"],
    aarch64: ["flags", "stack", "parent_tid", "tls", "child_tid"],
    riscv32: ["flags", "stack", "parent_tid", "tls", "child_tid"],
    riscv64: ["flags", "stack", "parent_tid", "tls", "child_tid"],
  },
  // The old calls of 32-bit x86 take all in one block of memory.
  mmap: { "x86-32": ["arguments"] },
  select: { "x86-32": ["arguments"] },
  ...split,
};

/** Names of a call's arguments in their order; undefined where they are not known. */
export function argumentsOf(name: string, mode: Mode): readonly string[] | undefined {
  return special[name]?.[mode] ?? signatures.get(name);
}
