/** A source in hex0, as text: esbuild.mjs puts it into the bundle. */
declare module "*.hex0" {
  const source: string;
  export default source;
}
