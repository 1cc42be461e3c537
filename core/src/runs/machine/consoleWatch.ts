import { diskErrorsForEver, sectorOf } from "../logs/diskErrors";

const decoder = new TextDecoder("latin1");

/** Bytes of the end of the output that are remembered. */
const TAIL = 400;

/** What the end of a console says of a machine that does not end by itself. */
export type ConsoleState =
  /** kexec-fiwix has let go of the machine. */
  | { readonly kind: "jumping" }
  /** A kernel has stopped, or a shell waits for somebody: what has failed stands in the log. */
  | { readonly kind: "stopped" }
  /** builder-hex0 tries to read the same sectors of the disk again and again. */
  | { readonly kind: "unreadable-disk"; readonly sector: number }
  /** The BIOS has found nothing to boot. */
  | { readonly kind: "no-boot" };

const unreadable = new RegExp(`${diskErrorsForEver}[0-9A-F ]*$`);

/** Looks at what a machine writes to its console while it goes by. */
export class ConsoleWatch {
  #tail = "";
  /** Bytes that were written. */
  length = 0;

  /** Whether its shell has come to the end of its script. */
  get ended(): boolean {
    return /^Build finished\./m.test(this.#tail);
  }

  get state(): ConsoleState | undefined {
    const tail = this.#tail;
    if (/kexec-fiwix: jumping to trampoline[.\s]*$/.test(tail)) return { kind: "jumping" };
    // SeaBIOS, boot.c
    if (/^No bootable device\./m.test(tail)) return { kind: "no-boot" };
    if (/^(?:\[ *[\d.]+\] )?(?:-+\[ end )?(?:Kernel panic - |PANIC: in )/m.test(tail))
      return { kind: "stopped" };
    if (/^\[(?:TRAP|early Bash)[^\n]{0,300}# ?$/m.test(tail)) return { kind: "stopped" };
    // The console breaks lines wherever it likes.
    const sector = unreadable.exec(tail.replace(/\r?\n/g, ""))?.[1];
    return sector === undefined ? undefined : { kind: "unreadable-disk", sector: sectorOf(sector) };
  }

  push(piece: Uint8Array): void {
    this.length += piece.length;
    const text = decoder.decode(piece.subarray(Math.max(0, piece.length - TAIL)));
    this.#tail = (this.#tail + text).slice(-TAIL);
  }
}
