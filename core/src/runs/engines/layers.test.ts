import { expect, it } from "vitest";
import { mostLayers, overlayOptions } from "./layers";

it("writes options with the topmost layer in front", () => {
  const layers = { folder: "/f", lower: ["2", "1", "0"], upper: "n", work: "w" };
  expect(overlayOptions(layers)).toBe("userxattr,lowerdir=2:1:0,upperdir=n,workdir=w");
  expect(overlayOptions({ folder: "/f", lower: ["2", "0"] })).toBe("userxattr,lowerdir=2:0");
});

it.each(["a,b", "a:b", "a\\b", "a b", "", "../x"])("refuses the name %j", (name) => {
  expect(() => overlayOptions({ folder: "/f", lower: [name, "0"] })).toThrow();
});

it("keeps within a page for as many layers as Linux stacks", () => {
  const lower = Array.from({ length: mostLayers }, (_, index) => String(9000 + index));
  expect(overlayOptions({ folder: "/f", lower, upper: "n", work: "w" }).length).toBeLessThan(4096);
});
