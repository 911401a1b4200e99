import type { CheckSurroundings } from "../../core/check-type.ts";
import type { Probe } from "../../core/check.ts";
import type { Judgement } from "../../core/outcome.ts";
import { connectTo, type Connected, type ConnectRequest } from "../../net/connect.ts";
import { answeredReadings, failedReadings } from "./readings.ts";
import { brokenOutcome, judgedOutcome, redactedTrace } from "./report.ts";

/** A check whose whole work is to open a connection: `tcp` and `tls`. */
export interface ConnectionCheck {
  readonly plan: Omit<ConnectRequest, "clock" | "timeoutMs" | "run" | "trace">;
  readonly judge: (connection: Connected, now: number) => readonly Judgement[];
}

export const createConnectionProbe =
  ({ plan, judge }: ConnectionCheck, { redact }: CheckSurroundings): Probe =>
  async (run) => {
    const { clock, timeoutMs } = run;
    const trace = redactedTrace(run, redact);
    const connection = await connectTo({ ...plan, clock, timeoutMs, run, trace });
    const { address, steps } = connection;
    const now = clock.now();
    if (connection.kind === "failed") {
      const readings = failedReadings(connection, now);
      return brokenOutcome({ address, steps, readings }, connection.reason, redact);
    }
    const body = () => new TextDecoder().decode(connection.received);
    const readings = answeredReadings(connection, now);
    return judgedOutcome({ address, steps, body, readings }, judge(connection, now), redact);
  };
