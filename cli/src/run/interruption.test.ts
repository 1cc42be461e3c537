import { afterEach, expect, it, vi } from "vitest";
import { abortOnSignals } from "./interruption";

afterEach(() => vi.restoreAllMocks());

it("ends in order when asked once, and at once when asked again", () => {
  const exit = vi.spyOn(process, "exit").mockImplementation((() => undefined) as () => never);
  const now = vi.spyOn(performance, "now").mockReturnValue(1000);
  const { signal, done } = abortOnSignals();
  process.emit("SIGTERM");
  expect(signal.aborted).toBe(true);
  // The same request by another way.
  now.mockReturnValue(1010);
  process.emit("SIGINT");
  expect(exit).not.toHaveBeenCalled();
  now.mockReturnValue(2000);
  process.emit("SIGINT");
  expect(exit).toHaveBeenCalledWith(130);
  done();
});
