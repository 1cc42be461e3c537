/** WebAssembly text: the module that it is, as the bundler and the test runner translate it (scripts/lib/wat.mjs). */
declare module "*.wat" {
  const module: Uint8Array<ArrayBuffer>;
  export default module;
}
