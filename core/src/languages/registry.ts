import { hex1, hex2, m1 } from "./assembly/index";
import { checksums } from "./checksums/index";
import { config } from "./config/index";
import { hex0 } from "./hex/index";
import { kaem } from "./kaem/index";
import type { Language, LanguageId } from "./language";
import { manifest } from "./manifest/index";
import { shell } from "./shell/index";
import { simplePatch } from "./simplePatch/index";
import { sources } from "./sources/index";

/** Every language that the project understands. Adding one is a folder beside this file and a line here. */
const languages: readonly Language[] = [
  ...[hex0, hex1, hex2, m1, manifest, kaem, sources, checksums, config],
  ...[shell, simplePatch],
];

/** Whether any language has a service. */
export function anyOffers(service: keyof Language): boolean {
  return languages.some((language) => language[service] !== undefined);
}

/** Whether a guest in other extensions' documents has a service. */
export function guestsOffer(service: keyof Language): boolean {
  return languages.some((language) => language.guest === true && language[service] !== undefined);
}

/** The ids of the languages that have a service. */
export function languagesOffering(service: keyof Language): LanguageId[] {
  return languages.filter((language) => language[service] !== undefined).map(({ id }) => id);
}

/** The language with an id, or undefined where nothing is known of it. */
export function languageById(id: string): Language | undefined {
  return languages.find((language) => language.id === (id as LanguageId));
}

/** The language of a file, from its path (with `/`) alone. */
export function languageOfPath(path: string): Language | undefined {
  return (
    languages.find((language) => language.matches?.(path)) ??
    languages.find((language) => language.extensions?.some((extension) => path.endsWith(extension)))
  );
}
