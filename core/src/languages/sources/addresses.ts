import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { SourceLine } from "./parser";

/** What curl can download from (curl(1), PROTOCOLS): with it helpers.sh and download-distfiles.sh do. */
const schemes = new Set(
  "dict file ftp ftps gopher gophers http https imap imaps ldap ldaps mqtt pop3 pop3s rtmp rtmps rtsp scp sftp smb smbs telnet tftp ws wss".split(
    " ",
  ),
);

/** What is wrong with where a line's file comes from: the repository of a commit, the URL. */
export function addressProblems(line: SourceLine): Diagnostic[] {
  return [...repositoryProblem(line), ...urlProblem(line)];
}

function repositoryProblem({ repository }: SourceLine): Diagnostic[] {
  if (repository === undefined) return [];
  const { text, range } = repository;
  const at = text.lastIndexOf("~");
  const told = (message: string) => [diagnose("sources/malformed-repository", range, message)];
  if (at < 0) return told(`\`${text}\` has no \`~\`: which commit of the repository it is, is not said.`);
  if (at === 0) return told("No repository stands before the `~`.");
  if (at === text.length - 1) return told("Behind the `~` there is no branch, tag or hash.");
  const remote = text.slice(0, at);
  // `host:path` is git's short form for ssh; a path is a repository on this machine.
  if (/^[a-z][a-z0-9+.-]*:/i.test(remote) || /^[./]/.test(remote) || /^[^/]+:/.test(remote)) return [];
  return told(`\`${remote}\` has no scheme: git takes it for a folder.`);
}

function urlProblem({ url: { text, range } }: SourceLine): Diagnostic[] {
  if (text === "_") return [];
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    const message = `\`${text}\` has no scheme: rootfs.py ends with MissingSchema, curl guesses one.`;
    return [diagnose("sources/unknown-scheme", range, message)];
  }
  if (schemes.has(scheme)) return [];
  return [diagnose("sources/unknown-scheme", range, `Nothing downloads from \`${scheme}://\`.`)];
}

/** The service that makes a file of a repository when it is asked for it; undefined for a file that was published. */
export function forgeOf(url: string): string | undefined {
  const [, host = "", path = ""] = /^https?:\/\/([^/]+)(\/[^#]*)$/i.exec(url) ?? [];
  const at = host.toLowerCase().replace(/:\d+$/, "");
  const archive = /\/archive\/.+\.(tar(\.\w+)?|tgz|tbz2?|txz|zip)$/i.test(path);
  if (at === "codeload.github.com" || (at === "github.com" && archive)) return "GitHub";
  if (at === "api.github.com" && /\/(tarball|zipball)\//.test(path)) return "GitHub";
  if (path.includes("/-/archive/")) return "GitLab";
  if (at === "bitbucket.org" && path.includes("/get/")) return "Bitbucket";
  if (["codeberg.org", "gitea.com", "git.sr.ht", "hg.sr.ht"].includes(at) && archive) return at;
  if (
    /\/snapshot\/[^/]+\.(tar(\.\w+)?|tgz|zip)$/i.test(path) &&
    /\.git\/|\/(c?git|gitweb|cgit\.cgi)\//.test(path)
  )
    return "cgit";
  return /[?;&]a=snapshot\b/.test(path) ? "gitweb" : undefined;
}
