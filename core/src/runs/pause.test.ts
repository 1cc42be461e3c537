import { expect, it } from "vitest";
import { ManualClock } from "../testing/manualClock";
import { Pause, PausedClock } from "./pause";

it("tells no time that passes in a pause, and keeps what waits for it waiting", async () => {
  const around = new ManualClock();
  const pause = new Pause();
  const clock = new PausedClock(around, pause);
  const rung: string[] = [];
  clock.after(100, () => rung.push("before"));
  const off = clock.after(100, () => rung.push("called off"));
  around.pass(60);
  await pause.set(true);
  clock.after(30, () => rung.push("in the pause"));
  around.pass(1000);
  off();
  expect([clock.now(), rung]).toEqual([60, []]);
  await pause.set(false);
  around.pass(30);
  expect([clock.now(), rung]).toEqual([90, ["in the pause"]]);
  around.pass(10);
  expect([clock.now(), rung]).toEqual([100, ["in the pause", "before"]]);
});

it("waits for those who listen, and lets those go on that wait for the end of the pause", async () => {
  const pause = new Pause();
  const heard: string[] = [];
  const off = pause.onChange(async () => {
    await Promise.resolve();
    heard.push(pause.on ? "on" : "off");
  });
  await pause.set(true);
  await pause.set(true);
  expect(heard).toEqual(["on"]);
  const over = pause.over().then(() => heard.push("over"));
  await pause.set(false);
  await over;
  expect(heard.sort()).toEqual(["off", "on", "over"]);
  off();
  await pause.set(true);
  expect(heard.length).toBe(3);
});
