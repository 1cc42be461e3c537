import { driverOf } from "./driver";
import { checkExecutable } from "./executable";
import { prepareRun, type Parts, type Prepared } from "./checkpoints/prepare";
import { prepareMachine } from "./machine/prepare";
import type { SessionParts } from "./sessionParts";
import { prepareScript } from "./script/prepare";

type Wanted = Omit<Parts, "driver"> & Pick<SessionParts, "emit">;

/** Prepares what is wanted: upstream's script, a machine, or steps in sandboxes, whose programs must run here. */
export async function prepare(parts: Wanted): Promise<Prepared> {
  const { machine, request, engine, target, architecture } = parts;
  if (request.script !== undefined) return prepareScript(parts, request.script);
  if (engine.boots) return prepareMachine(parts);
  const steps = async () => {
    const driver = await driverOf(machine, request.tree, request.preseed !== undefined);
    return prepareRun({ ...parts, driver });
  };
  const [, prepared] = await inTheOrder(checkExecutable(machine, architecture, target.path), steps());
  return prepared;
}

/** Two works that go on at the same time. Where both fail, the first one's failure is what counts. */
export async function inTheOrder<First, Second>(
  first: Promise<First>,
  second: Second | Promise<Second>,
): Promise<readonly [First, Second]> {
  const [one, other] = await Promise.allSettled([first, second]);
  if (one.status === "rejected") throw one.reason;
  if (other.status === "rejected") throw other.reason;
  return [one.value, other.value];
}
