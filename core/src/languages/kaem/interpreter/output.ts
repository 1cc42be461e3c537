import type { Outcome, World } from "./world";

/** How a shell came to its end other than by the end of its script. */
export class Ended extends Error {
  constructor(readonly outcome: Outcome) {
    super("the shell has ended");
  }
}

/**
 * A shell's standard output and error. As in the C library, output waits in a buffer, which is lost when the shell
 * crashes or `exec` puts another program in its place.
 */
export class Output {
  #buffer = "";

  constructor(private readonly world: World) {}

  print(text: string): void {
    this.#buffer += text;
  }

  flush(): void {
    if (this.#buffer !== "") this.world.write("stdout", this.#buffer);
    this.#buffer = "";
  }

  complain(text: string): void {
    this.world.write("stderr", text);
  }

  exit(status: number): Outcome {
    this.flush();
    return { status };
  }

  /** Complains and exits with 1. */
  fail(message: string): Ended {
    this.complain(message);
    return new Ended(this.exit(1));
  }

  /** A NULL pointer was followed: SIGSEGV. */
  crash(): Ended {
    return new Ended({ signal: 11 });
  }
}
