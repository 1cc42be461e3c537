import { parsePe } from "../headers/pe";

/**
 * UEFI's boot services by their place in EFI_BOOT_SERVICES, from offset 0x18 on in steps of eight bytes, each with the names of its
 * parameters (UEFI specification 2.10, chapters 4.4 and 7).
 */
const services: readonly (readonly [name: string, ...parameters: string[]])[] = `RaiseTPL NewTpl
RestoreTPL OldTpl
AllocatePages Type MemoryType Pages Memory
FreePages Memory Pages
GetMemoryMap MemoryMapSize MemoryMap MapKey DescriptorSize DescriptorVersion
AllocatePool PoolType Size Buffer
FreePool Buffer
CreateEvent Type NotifyTpl NotifyFunction NotifyContext Event
SetTimer Event Type TriggerTime
WaitForEvent NumberOfEvents Event Index
SignalEvent Event
CloseEvent Event
CheckEvent Event
InstallProtocolInterface Handle Protocol InterfaceType Interface
ReinstallProtocolInterface Handle Protocol OldInterface NewInterface
UninstallProtocolInterface Handle Protocol Interface
HandleProtocol Handle Protocol Interface
Reserved
RegisterProtocolNotify Protocol Event Registration
LocateHandle SearchType Protocol SearchKey BufferSize Buffer
LocateDevicePath Protocol DevicePath Device
InstallConfigurationTable Guid Table
LoadImage BootPolicy ParentImageHandle DevicePath SourceBuffer SourceSize ImageHandle
StartImage ImageHandle ExitDataSize ExitData
Exit ImageHandle ExitStatus ExitDataSize ExitData
UnloadImage ImageHandle
ExitBootServices ImageHandle MapKey
GetNextMonotonicCount Count
Stall Microseconds
SetWatchdogTimer Timeout WatchdogCode DataSize WatchdogData
ConnectController ControllerHandle DriverImageHandle RemainingDevicePath Recursive
DisconnectController ControllerHandle DriverImageHandle ChildHandle
OpenProtocol Handle Protocol Interface AgentHandle ControllerHandle Attributes
CloseProtocol Handle Protocol AgentHandle ControllerHandle
OpenProtocolInformation Handle Protocol EntryBuffer EntryCount
ProtocolsPerHandle Handle ProtocolBuffer ProtocolBufferCount
LocateHandleBuffer SearchType Protocol SearchKey NoHandles Buffer
LocateProtocol Protocol Registration Interface
InstallMultipleProtocolInterfaces Handle …
UninstallMultipleProtocolInterfaces Handle …
CalculateCrc32 Data DataSize Crc32
CopyMem Destination Source Length
SetMem Buffer Size Value
CreateEventEx Type NotifyTpl NotifyFunction NotifyContext EventGroup Event`
  .split("\n")
  .map((line) => line.split(" ") as [string, ...string[]]);

/** Size of EFI_TABLE_HEADER in bytes, behind which the services begin. */
const FIRST = 0x18;
/** Offset of BootServices in EFI_SYSTEM_TABLE of 64 bits. */
const BOOT_SERVICES = 0x60;
/** Subsystems of PE that are UEFI's: applications, drivers of both kinds. */
const subsystems: ReadonlySet<bigint> = new Set([10n, 11n, 12n]);
/** Where UEFI's calls on x86-64 have their arguments; further ones are on the stack. */
const registers = ["rcx", "rdx", "r8", "r9"];

/** The service at an offset of the boot services, with where each argument is, in Markdown; undefined where there is none. */
export function bootService(offset: bigint): string | undefined {
  const index = (Number(offset) - FIRST) / 8;
  const found = Number.isInteger(index) ? services[index] : undefined;
  if (found === undefined || found[0] === "Reserved") return undefined;
  const [name, ...parameters] = found;
  const list = parameters.map((each, at) =>
    each === "…"
      ? each
      : `*${each}* ${registers[at] === undefined ? "on the stack" : `\`${registers[at]}\``}`,
  );
  return `**${name}**(${list.join(", ")})`;
}

/** Whether a program is one that UEFI starts. */
export function isForUefi(bytes: Uint8Array): boolean {
  const subsystem = parsePe(bytes)?.fields.find(({ name }) => name === "Subsystem");
  return subsystem !== undefined && subsystems.has(subsystem.value);
}

/**
 * File offset of the first `mov REGISTER, [… + 0x60]`, with which programs of 64 bits take the boot services out of the system table;
 * undefined where a register never gets them so.
 *
 * @param register number of the register, 0 to 15
 */
export function bootServicesLoad(bytes: Uint8Array, register: number): number | undefined {
  for (let at = 0; at + 3 < bytes.length; at++) {
    const [prefix = 0, opcode, modrm = 0, displacement] = bytes.subarray(at, at + 4);
    // REX.W, whose R is the register's upper bit; an 8-bit displacement from a register, without SIB.
    if ((prefix & 0xf8) !== 0x48 || opcode !== 0x8b || displacement !== BOOT_SERVICES) continue;
    if (modrm >> 6 !== 1 || (modrm & 7) === 4) continue;
    if ((((prefix >> 2) & 1) << 3) + ((modrm >> 3) & 7) === register) return at;
  }
  return undefined;
}
