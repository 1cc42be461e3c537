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
