import { traitsOf, type Architecture } from "./architectures";
import type { Assembly, AssemblyRequest } from "./assembly";
import { catm } from "./catm";
import { assembleHex0, hex0OfArchitecture, plainHex0 } from "./hex0";
import { assembleHex1 } from "./hex1";
import { assembleHex2 } from "./hex2";
import type { LinkOptions } from "./linker";
import { assembleM0 } from "./m0";
import { assembleM1 } from "./m1";
import { OriginMap } from "./originMap";
import { Sources, type AssemblyInput } from "./sources";

/** Where the stage tools of an architecture put a program (stage0-posix, hex2_<arch>.hex1). */
function stageBase(architecture: Architecture): number {
  return architecture === "x86" ? 0x08048000 : 0x600000;
}

/** What hex2 is told for a request. */
export function linkOptionsOf(request: AssemblyRequest): LinkOptions {
  const { language, architecture, dialect, map = false } = request;
  const stage = dialect === "stage" || language === "M0";
  return {
    architecture,
    baseAddress: (request.baseAddress ?? (stage ? stageBase(architecture) : 0)) | 0,
    bigEndian: request.bigEndian ?? (traitsOf(architecture).bigEndian && !stage),
    map,
    stage,
  };
}

/**
 * Assembles any of the languages: the bytes that the real tool gives, what it would refuse as errors, and what it
 * accepts but hardly in the sense of its author as warnings. Never throws.
 */
export function assemble(request: AssemblyRequest): Assembly {
  const { language, architecture, inputs, dialect = "mescc-tools", map = false } = request;
  const options = linkOptionsOf(request);
  switch (language) {
    case "hex0":
      return assembleHex0Inputs(request);
    case "hex1":
      return assembleHex1(inputs, architecture, { map });
    case "hex2":
      return assembleHex2(inputs, options, request.byteMode);
    case "M0":
      return assembleM0(inputs, options);
    case "M1":
      return dialect === "stage"
        ? assembleM0(inputs, options)
        : assembleM1(inputs, options, request.byteMode);
  }
}

/**
 * hex0 knows no architecture but in the quirks of its seeds. Each input is assembled for itself, so that half a byte at
 * the end of one does not run into the next.
 */
function assembleHex0Inputs({ architecture, inputs, dialect, map }: AssemblyRequest): Assembly {
  const sources = new Sources(inputs);
  const quirks = (dialect === "stage" ? hex0OfArchitecture[architecture] : undefined) ?? plainHex0;
  const origins = map === true ? new OriginMap(sources) : undefined;
  const pieces: AssemblyInput[] = [];
  let length = 0;
  let suspicious = false;
  inputs.forEach(({ name, bytes: source }, index) => {
    const result = assembleHex0(source, { dialect: quirks, map: map === true });
    const shift = sources.starts[index]!;
    for (let offset = 0; origins && offset < result.bytes.length; offset++) {
      const range = result.map!.rangeOf(offset)!;
      origins.add(length + offset, shift + range.start, shift + range.end);
    }
    pieces.push({ name, bytes: result.bytes });
    length += result.bytes.length;
    suspicious ||= result.suspicious;
  });
  if (origins) origins.length = length;
  const bytes = pieces.length === 1 ? pieces[0]!.bytes : catm(pieces);
  return { bytes, findings: [], suspicious, ...(origins ? { map: origins } : {}) };
}
