// Makes a script of iced-x86 quicker to read: its enumerations are object literals with thousands of members, each of which a
// program would wait for, though few ever ask for all of them.

/** `module.exports.Register = Object.freeze({ None:0,"0":"None",AL:1,"1":"AL" });`: the members in one line. */
const enumeration = /^module\.exports\.(\w+) = Object\.freeze\(\{(.*?),?\s*\}\);$/gm;

/** So many names more or fewer make no difference. */
const fewest = 50;

/**
 * The script with its long enumerations as lists of names, each made to what it was when it is first asked for.
 * @param {string} script
 */
export function withLateEnumerations(script) {
  const late = `function late(name, names) {
  Object.defineProperty(module.exports, name, { enumerable: true, configurable: true, get() {
    const value = {};
    names.split(" ").forEach((each, number) => { value[each] = number; value[number] = each; });
    Object.defineProperty(module.exports, name, { value: Object.freeze(value) });
    return value;
  } });
}
`;
  return (
    late +
    script.replaceAll(enumeration, (whole, name, members) => {
      const names = [...members.matchAll(/(\w+):(\d+),"(\d+)":"(\w+)"/g)];
      const isPlain = names.every(([, own, value, key, back], at) => {
        return own === back && value === key && Number(value) === at;
      });
      const written = names.map(([all]) => all).join();
      if (names.length < fewest || !isPlain || written !== members.replaceAll(" ", "")) return whole;
      return `late(${JSON.stringify(name)}, ${JSON.stringify(names.map(([, own]) => own).join(" "))});`;
    })
  );
}
