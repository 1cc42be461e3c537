import { hex, readFields, type HeaderField } from "./field";

/**
 * The disk address packet that `int 0x13` takes at ds:si with 42h or 43h in ah (IBM/MS INT 13 Extensions, BIOS Enhanced Disk Drive
 * Services 1.1).
 */

/** Bytes of a packet, as its first byte says; 24 in packets with a 64-bit address. */
const SIZE = 16;

/** Whether the bytes at a file offset can be a packet: its size, and a zero behind it. */
export function isDiskPacket(bytes: Uint8Array, offset: number): boolean {
  return offset + SIZE <= bytes.length && bytes[offset] === SIZE && bytes[offset + 1] === 0;
}

/** The fields of the packet at a file offset. `why` it is known to be one. */
export function diskPacketFields(bytes: Uint8Array, offset: number, why: string): readonly HeaderField[] {
  const place = { header: "disk address packet", start: offset, end: offset + SIZE, why };
  return readFields(bytes, place, [
    { name: "size", size: 1, purpose: "bytes of this packet" },
    { name: "reserved", size: 1, purpose: "0" },
    {
      name: "sectors",
      size: 2,
      purpose: "sectors to move; the BIOS leaves the number that it moved",
      meaning: (value) => `${value * 512n} bytes`,
    },
    { name: "buffer offset", size: 2, purpose: "where in memory: the offset in its segment" },
    {
      name: "buffer segment",
      size: 2,
      purpose: "where in memory: the segment",
      meaning: (value) => `memory at ${hex(value << 4n)} and up`,
    },
    {
      name: "first sector (LBA)",
      size: 8,
      purpose: "first sector on the disk, counted from 0",
      meaning: (value) => `byte ${hex(value * 512n)} of the disk`,
    },
  ]);
}
