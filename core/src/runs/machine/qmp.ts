import type { Channel } from "../../platform/processes";

/** What QEMU answers to a command, or says by itself (QEMU Machine Protocol specification, sections 2.2 to 2.5). */
interface Message {
  readonly QMP?: { readonly version?: { readonly qemu?: Version; readonly package?: string } } | null;
  readonly return?: unknown;
  readonly error?: { readonly desc?: string } | null;
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>> | null;
}

interface Version {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
}

/** Why a command was not done. The message is QEMU's own. */
export class QmpError extends Error {}

/** A longer line is none of QEMU's. */
const LONGEST = 1 << 20;

/** Talks with a QEMU over its QMP monitor. */
export class Qmp {
  #rest = "";
  #waiting: { readonly resolve: (value: unknown) => void; readonly reject: (error: QmpError) => void }[] = [];
  #closed = false;
  #greeted: Promise<string | undefined>;
  #greet: (version: string | undefined) => void = () => undefined;

  /** @param onEvent told of what QEMU says by itself */
  constructor(
    private readonly channel: Channel,
    private readonly onEvent: (name: string, data: Readonly<Record<string, unknown>>) => void,
  ) {
    this.#greeted = new Promise((resolve) => (this.#greet = resolve));
    void this.#listen();
  }

  /** The version of QEMU as `--version` has it, `7.2.22 (Debian 1:7.2)`; undefined where it has gone without a word. */
  get version(): Promise<string | undefined> {
    return this.#greeted;
  }

  /** Whether QEMU is gone. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Does a command. Rejects with a QmpError where QEMU refuses it, or is gone. */
  async execute(command: string, words: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    // Before its greeting it takes no command.
    await this.#greeted;
    if (this.#closed) throw new QmpError("QEMU has ended");
    const answered = new Promise<unknown>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.channel.write(`${JSON.stringify({ execute: command, arguments: words })}\n`);
    return answered;
  }

  /** Does a command of the monitor for people, which has no other way to fail than to say something. */
  async monitor(line: string): Promise<void> {
    const said = await this.execute("human-monitor-command", { "command-line": line });
    const text = typeof said === "string" ? said.trim() : "";
    if (text !== "") throw new QmpError(text.replace(/^Error: /, ""));
  }

  async #listen(): Promise<void> {
    try {
      for await (const piece of this.channel.pieces) {
        const lines = (this.#rest + piece).split("\n");
        this.#rest = lines.pop() ?? "";
        for (const line of lines) this.#take(line);
        if (this.#rest.length > LONGEST) break;
      }
    } finally {
      this.#closed = true;
      this.#greet(undefined);
      for (const { reject } of this.#waiting.splice(0)) reject(new QmpError("QEMU has ended"));
    }
  }

  #take(line: string): void {
    let message: Message | null;
    try {
      message = JSON.parse(line) as Message | null;
    } catch {
      return;
    }
    if (message === null || typeof message !== "object") return;
    if (message.QMP !== undefined) {
      const { qemu, package: package_ } = message.QMP?.version ?? {};
      const number = qemu === undefined ? "" : `${qemu.major}.${qemu.minor}.${qemu.micro}`;
      // Negotiation: the greeting is answered, and commands are taken from then on.
      this.#waiting.push({ resolve: () => undefined, reject: () => undefined });
      this.channel.write(`{"execute":"qmp_capabilities"}\n`);
      this.#greet(package_ ? `${number} (${package_})` : number);
    } else if (message.event !== undefined) this.onEvent(message.event, message.data ?? {});
    else if ("return" in message) this.#waiting.shift()?.resolve(message.return);
    else if (message.error !== undefined)
      this.#waiting.shift()?.reject(new QmpError(message.error?.desc ?? "QEMU has refused"));
  }
}
