import { homedir, tmpdir, userInfo } from "node:os";
import path from "node:path";

/** The person's home folder: what HOME says where that is an absolute path, else what the system knows. */
export function homeFolder(): string {
  const home = homedir();
  if (path.isAbsolute(home)) return home;
  try {
    return userInfo().homedir;
  } catch {
    // Nobody of this number is known.
    return path.parse(process.execPath).root;
  }
}

/** The folder for temporary files: what TMPDIR says where that is an absolute path. */
export function temporaryFolder(): string {
  const folder = tmpdir();
  return path.isAbsolute(folder) ? folder : "/tmp";
}
