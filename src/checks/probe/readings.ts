import { phaseNames, type Reading } from "../../core/outcome.ts";
import type { Findings } from "../../net/attempt.ts";

/** The whole run. Only for runs that came to an answer: a quick refusal is not a low latency. */
const latencyReading = ({ totalMs }: Findings): Reading => ({ name: "latency", value: totalMs, unit: "ms" });

/** Adds the readings of every connection: its completed phases, and how long the certificate is still valid. */
const addConnection = (readings: Reading[], { phases, certificate }: Findings, now: number): void => {
  for (const name of phaseNames) {
    const value = phases[name];
    if (value !== undefined) readings.push({ name, value, unit: "ms" });
  }
  if (!certificate) return;
  const value = Math.round((certificate.expiresAt - now) / 1000);
  readings.push({ name: "cert_expiry", value, unit: "s" });
};

/** The readings of a run that came to no answer. */
export const failedReadings = (findings: Findings, now: number): Reading[] => {
  const readings: Reading[] = [];
  addConnection(readings, findings, now);
  return readings;
};

/** The readings of a run that came to an answer; what else it found may be added. */
export const answeredReadings = (findings: Findings, now: number): Reading[] => {
  const readings = [latencyReading(findings)];
  addConnection(readings, findings, now);
  return readings;
};
