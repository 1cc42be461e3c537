import type { Constants } from "../constants";

/**
 * Services of the BIOS of PCs by interrupt and function (Ralf Brown's Interrupt List, and the EDD specification for the extensions of
 * int 0x13). A function of two digits is ah, one of four is ax; `-` where the interrupt is the service.
 */
const services: ReadonlyMap<string, string> = new Map(
  `10 00: set the video mode *al*
  10 01: set the shape of the cursor *cx*
  10 02: move the cursor to row *dh*, column *dl* of page *bh*
  10 03: ask where the cursor of page *bh* is
  10 05: show page *al*
  10 06: scroll up by *al* lines, with *bh*, from *cx* to *dx*
  10 07: scroll down by *al* lines, with *bh*, from *cx* to *dx*
  10 08: read character and colour at the cursor of page *bh*
  10 09: write character *al* in colour *bl*, *cx* times, page *bh*
  10 0A: write character *al*, *cx* times, page *bh*
  10 0B: set the palette *bh*, *bl*
  10 0C: draw a pixel of colour *al* at *cx*, *dx*
  10 0D: read the pixel at *cx*, *dx*
  10 0E: write character *al* as a teletype does, page *bh*
  10 0F: ask for the video mode
  10 1112: load the font of 8 × 8
  10 13: write the string at *es*:*bp* of *cx* characters at *dx*
  10 4F00: ask VBE what it can do, to *es*:*di*
  10 4F01: ask VBE for the mode *cx*, to *es*:*di*
  10 4F02: set the VBE mode *bx*
  11 -: ask for the equipment
  12 -: ask for the memory below 1 MiB, in KiB
  13 00: reset the drive *dl*
  13 01: ask for the status of the drive *dl*
  13 02: read *al* sectors to *es*:*bx* from cylinder and sector *cx*, head *dh*, drive *dl*
  13 03: write *al* sectors from *es*:*bx* to cylinder and sector *cx*, head *dh*, drive *dl*
  13 04: verify *al* sectors at cylinder and sector *cx*, head *dh*, drive *dl*
  13 08: ask for the geometry of the drive *dl*
  13 15: ask for the type of the drive *dl*
  13 41: ask for the extensions of the drive *dl*, with *bx* = 0x55AA
  13 42: read sectors as the disk address packet at *ds*:*si* says, drive *dl*
  13 43: write sectors as the disk address packet at *ds*:*si* says, drive *dl*
  13 44: verify sectors as the disk address packet at *ds*:*si* says, drive *dl*
  13 48: ask for the parameters of the drive *dl*, to *ds*:*si*
  14 00: set the serial port *dx* up with *al*
  14 01: send *al* to the serial port *dx*
  14 02: receive a character from the serial port *dx*
  14 03: ask for the status of the serial port *dx*
  15 2400: switch the A20 gate off
  15 2401: switch the A20 gate on
  15 2402: ask for the state of the A20 gate
  15 2403: ask how the A20 gate can be switched
  15 5300: ask for power management
  15 5301: connect to power management, real mode
  15 5307: set the power state *cx* of the device *bx*
  15 530E: ask power management for its version
  15 86: wait *cx*:*dx* microseconds
  15 87: move *cx* words with the descriptors at *es*:*si*, above 1 MiB too
  15 88: ask for the memory above 1 MiB, in KiB
  15 89: switch to protected mode
  15 C0: ask for the table of the system
  15 E801: ask for the memory above 1 MiB and above 16 MiB
  15 E820: ask for an entry of the map of memory, to *es*:*di*, going on at *ebx*
  16 00: wait for a key
  16 01: ask whether a key was pressed
  16 02: ask which shift keys are held
  16 03: set how fast keys repeat, *bx*
  16 10: wait for a key of an enhanced keyboard
  16 11: ask whether a key of an enhanced keyboard was pressed
  17 00: print the character *al* at the printer *dx*
  17 01: set the printer *dx* up
  17 02: ask for the status of the printer *dx*
  18 -: nothing to boot: start what there is instead
  19 -: boot again
  1A 00: ask for the clock’s ticks
  1A 01: set the clock’s ticks to *cx*:*dx*
  1A 02: ask for the time of the clock
  1A 04: ask for the date of the clock
  1A B101: ask for the PCI BIOS`
    .split("\n")
    .map((line) => {
      const [key = "", text = ""] = line.trim().split(": ");
      return [key, text] as const;
    }),
);

/** Which service of the BIOS an interrupt calls, in Markdown; undefined where that is not known. */
export function biosService(interrupt: number, before: Constants): string | undefined {
  const name = interrupt.toString(16).toUpperCase().padStart(2, "0");
  const digits = (register: string, width: number) =>
    before.valueOf(register)?.toString(16).toUpperCase().padStart(width, "0");
  const ax = digits("ax", 4);
  const ah = digits("ah", 2);
  const keys = [ax, ah, "-"].filter((each) => each !== undefined);
  const key = keys.find((each) => services.has(`${name} ${each}`));
  if (key === undefined) return undefined;
  const text = services.get(`${name} ${key}`)!.replace(/\*(\w+)\*/g, (_, register: string) => {
    const value = before.valueOf(register);
    return value === undefined ? `\`${register}\`` : `\`${register}\` = ${shown(value, register)}`;
  });
  const how = key === "-" ? "" : key.length === 4 ? `, ax = 0x${key}` : `, ah = 0x${key}`;
  return `**BIOS**: ${text} — int 0x${name}${how}`;
}

function shown(value: bigint, register: string): string {
  const number = `0x${value.toString(16).toUpperCase()}`;
  const isCharacter = register === "al" && value > 0x20n && value < 0x7fn && value !== 0x60n;
  return isCharacter ? `${number} (\`${String.fromCharCode(Number(value))}\`)` : number;
}
