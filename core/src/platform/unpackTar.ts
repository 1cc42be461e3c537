/** Why an archive is not unpacked, in words for a person. */
export class ArchiveFault extends Error {}

/**
 * Unpacks a tar archive, plain or packed with gzip, into a folder that has nothing in it but what this put there. Whatever
 * the archive says, nothing is written outside of the folder: names that lead out, names that lie behind one of its own
 * links, devices and FIFOs are refused; devices in `dev/` are left out, since a sandbox brings its own. Set-uid and
 * set-gid bits are dropped. What lies in `skip` (folders at the top) is passed over. Both paths are absolute.
 *
 * Rejects with {@link ArchiveFault}, or with DiskError where the disk is at fault.
 */
export type UnpackTar = (
  archive: string,
  folder: string,
  options: { readonly skip: readonly string[]; readonly signal: AbortSignal },
) => Promise<void>;
