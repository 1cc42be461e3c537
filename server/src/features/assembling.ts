import { architectures } from "@bootstrappable/core/assemble/architectures";
import { hasHex1 } from "@bootstrappable/core/assemble/hex1Dialects";
import { scopeOf } from "@bootstrappable/core/languages/assembly/scope";
import { situationOf } from "@bootstrappable/core/languages/assembly/situation";
import { wholeProgramOf } from "@bootstrappable/core/languages/assembly/wholeProgram";
import { buildName } from "@bootstrappable/core/tree/builds/build";
import type { AssemblingAnswer, AssemblingParams } from "../protocol";
import { uriOf, type Session } from "../session";

/** bootstrappable/assembling */
export async function assembling(
  session: Session,
  { path, architecture }: AssemblingParams,
): Promise<AssemblingAnswer | null> {
  const asked = await session.askOfFile(uriOf(path), "related");
  const { language } = asked?.document ?? {};
  if (asked === undefined || (language !== "hex1" && language !== "hex2" && language !== "m1")) return null;
  const possible = architectures.filter((each) => language !== "hex1" || hasHex1(each));
  const answered = possible.find((each) => each === architecture);
  const { build, all, reading, guessed } = await scopeOf(asked.document, answered);
  if (build !== undefined) {
    const several = new Set(all.map(buildName)).size > 1;
    const whole = wholeProgramOf(await situationOf(asked.document));
    return {
      ...{ kind: "program", output: build.output },
      ...(several && { name: buildName(build) }),
      ...("missing" in whole && { missing: whole.missing }),
    };
  }
  if (guessed || !possible.includes(reading.architecture))
    return { kind: "unknown", architectures: possible };
  return {
    kind: "alone",
    architecture: reading.architecture,
    ...(language !== "hex1" && { baseAddress: `0x${((reading.baseAddress ?? 0) >>> 0).toString(16)}` }),
    defines: reading.files.slice(0, -1),
  };
}
