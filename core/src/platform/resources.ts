/** What a machine has to offer beyond its files and programs. */
export interface Resources {
  /** Bytes that this user may still write to the file system that a path lies on; undefined where that is not known. */
  freeBytes(path: string): Promise<number | undefined>;
  /** Whether this process may read and write a file or device. */
  usable(path: string): Promise<boolean>;
  /** Bytes of main memory. */
  readonly memory: number;
}
