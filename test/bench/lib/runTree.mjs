import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The example that comes with the project. */
export const example = path.join(import.meta.dirname, "../../../examples/mini-bootstrap");

/**
 * Writes a tree whose seed is the example's and that has so many steps, each a package of its own in the kaem era.
 *
 * @param {string} root where it goes
 * @param {number} steps
 * @param {(name: string, write: (file: string, content: string | Buffer) => void) => string[]} work writes the files
 *   that a step needs into its folder and gives the lines of its script
 */
export function writeRunTree(root, steps, work) {
  cpSync(path.join(example, "seed"), path.join(root, "seed"), { recursive: true });
  mkdirSync(path.join(root, "steps"));
  mkdirSync(path.join(root, "distfiles"));
  cpSync(path.join(example, "steps/env"), path.join(root, "steps/env"));
  const names = Array.from({ length: steps }, (_, index) => `step${index + 1}-1.0`);
  for (const name of names) {
    const folder = path.join(root, "steps", name);
    mkdirSync(folder);
    const lines = work(name, (file, content) => {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    });
    writeFileSync(path.join(folder, "pass1.kaem"), ["set -ex", ...lines, ""].join("\n"));
  }
  writeFileSync(path.join(root, "steps/manifest"), names.map((name) => `build: ${name}\n`).join(""));
}

/** Bytes of pseudo-random hexadecimal digits as hex0 source, the same for the same seed. */
export function hexSource(bytes, seed) {
  let state = seed;
  const line = () =>
    Array.from({ length: 16 }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 24).toString(16).padStart(2, "0").toUpperCase();
    }).join(" ");
  return Array.from({ length: bytes / 16 }, () => `${line()} # so many bytes\n`).join("");
}

/**
 * hex0 source of a program for amd64 that writes some bytes to its standard output so many times.
 *
 * @param {Buffer} bytes
 * @param {number} times
 */
export function printer(bytes, times) {
  const number = (value, size) => {
    const field = Buffer.alloc(size);
    field.writeUIntLE(value, 0, Math.min(size, 6));
    return field.toString("hex");
  };
  const code = [
    `BB ${number(times, 4)}`, // mov ebx, TIMES
    "BF 01000000", // again: mov edi, 1
    "48 8D 35 17000000", // lea rsi, [bytes]
    `BA ${number(bytes.length, 4)}`, // mov edx, LENGTH
    "B8 01000000 0F05", // mov eax, 1 (write); syscall
    "FF CB 75 E4", // dec ebx; jnz again
    "31 FF B8 3C000000 0F05", // xor edi, edi; mov eax, 60 (exit); syscall
  ].join(" ");
  const size = number(0x78 + code.replaceAll(" ", "").length / 2 + bytes.length, 8);
  return [
    "7F454C46 02 01 01 00 0000000000000000 0200 3E00 01000000",
    "7800600000000000 4000000000000000 0000000000000000 00000000",
    "4000 3800 0100 0000 0000 0000",
    "01000000 05000000 0000000000000000 0000600000000000 0000600000000000",
    `${size} ${size} 0010000000000000`,
    code,
    ...(bytes.toString("hex").match(/.{1,64}/g) ?? []),
    "",
  ].join("\n");
}
