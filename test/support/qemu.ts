import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/** Whether there is a PC's emulator on this machine. */
export const withQemu = spawnSync("qemu-system-i386", ["--version"]).status === 0;

/** Boots an image, without a hypervisor, until the machine wants to restart; what came over its first serial line. */
export function bootInQemu(image: string, seconds = 120): string {
  const serial = path.join(path.dirname(image), "serial.txt");
  const machine = ["-accel", "tcg", "-m", "64", "-no-reboot", "-display", "none", "-monitor", "none"];
  const devices = ["-drive", `file=${image},format=raw`, "-serial", `file:${serial}`, "-nic", "none"];
  execFileSync("qemu-system-i386", [...machine, ...devices], { timeout: seconds * 1000, stdio: "pipe" });
  return readFileSync(serial, "latin1");
}

/** What the second stage of the example says of the commands of an image. */
export function saidOf(image: Buffer): string {
  const text = image.toString("latin1");
  let at = text.indexOf("src 0 .\n");
  const lines: string[] = [];
  for (let source; (source = /^src (\d+) (.*)\n/.exec(text.slice(at, at + 1100))) !== null;) {
    lines.push("src", source[2]!);
    at += source[0].length + Number(source[1]);
  }
  const seeds = "/bootstrap-seeds/POSIX/x86";
  lines.push("hex0", `/x86/hex0_x86.hex0 ${seeds}/hex0-seed`, "251 bytes");
  lines.push("hex0", `/x86/kaem-minimal.hex0 ${seeds}/kaem-optional-seed`, "509 bytes");
  lines.push("hex0", "/x86/kaem-minimal.hex0 /init", "509 bytes");
  lines.push(`${seeds}/kaem-optional-seed`, "/kaem.x86", "There it is. To run it takes a kernel.");
  lines.push("Build finished.", "");
  return lines.join("\r\n");
}
