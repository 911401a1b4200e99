import type { CheckSurroundings } from "../../core/check-type.ts";
import type { Probe } from "../../core/check.ts";
import type { Judgement } from "../../core/outcome.ts";
import { connectTo, type Connected, type ConnectRequest } from "../../net/connect.ts";
import { connectionReadings, latencyReading } from "./readings.ts";
import { createReport } from "./report.ts";

/** A check whose whole work is to open a connection: `tcp` and `tls`. */
export interface ConnectionCheck {
  readonly plan: Omit<ConnectRequest, "clock" | "timeoutMs" | "signal" | "trace">;
  readonly judge: (connection: Connected, now: number) => readonly Judgement[];
}

export const createConnectionProbe =
  ({ plan, judge }: ConnectionCheck, { redact }: CheckSurroundings): Probe =>
  async (run) => {
    const { clock, timeoutMs, signal } = run;
    const report = createReport(run, redact);
    const connection = await connectTo({ ...plan, clock, timeoutMs, signal, trace: report.trace });
    const { address } = connection;
    const readings = connectionReadings(connection, clock.now());
    if (connection.kind === "failed") return report.failed({ address, readings }, connection.reason);
    const body = () => new TextDecoder().decode(connection.received);
    return report.judged(
      { address, body, readings: [latencyReading(connection), ...readings] },
      judge(connection, clock.now()),
    );
  };
