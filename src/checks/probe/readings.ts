import { phaseNames, type Reading } from "../../core/outcome.ts";
import type { Findings } from "../../net/attempt.ts";

/** The readings of every connection: its completed phases, and how long the certificate is still valid. */
export const connectionReadings = ({ phases, certificate }: Findings, now: number): readonly Reading[] => [
  ...phaseNames.flatMap((name): readonly Reading[] => {
    const value = phases[name];
    return value === undefined ? [] : [{ name, value, unit: "ms" }];
  }),
  ...(certificate
    ? [{ name: "cert_expiry", value: Math.round((certificate.expiresAt - now) / 1000), unit: "s" } as const]
    : []),
];

/** The whole run. Only for runs that came to an answer: a quick refusal is not a low latency. */
export const latencyReading = ({ totalMs }: Findings): Reading => ({
  name: "latency",
  value: totalMs,
  unit: "ms",
});
