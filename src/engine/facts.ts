import type { Check } from "../core/check.ts";
import type { Incident } from "../core/incident.ts";
import type { IncidentFacts } from "../core/notification.ts";
import { phaseNames, type PhaseName } from "../core/outcome.ts";
import type { RunStore } from "../core/store.ts";

const weekMs = 7 * 86_400_000;
/** A phase is named as slow when it took at least this much more than usual, and at least twice as long. */
const notableMs = 50;

/** Puts together what a message about an incident says. */
export const incidentFacts = async (input: {
  readonly incident: Incident;
  /** Absent when the check has left the configuration. */
  readonly check: Check | undefined;
  readonly runs: Pick<RunStore, "distribution">;
  readonly publicUrl?: string;
}): Promise<IncidentFacts> => {
  const { incident, check, publicUrl } = input;
  const slowPhase = await slowestAgainstUsual(incident, input.runs).catch(() => undefined);
  return {
    incident,
    title: check?.title ?? incident.checkId,
    target: check?.target ?? incident.checkId,
    ...(check?.group !== undefined && { group: check.group }),
    ...(slowPhase && { slowPhase }),
    ...(publicUrl !== undefined && {
      link: `${publicUrl.replace(/\/$/, "")}/incidents/${encodeURIComponent(incident.id)}`,
    }),
  };
};

/** The phase most above its median of the seven days before the incident. */
const slowestAgainstUsual = async (
  incident: Incident,
  runs: Pick<RunStore, "distribution">,
): Promise<{ phase: PhaseName; ms: number; usualMs: number } | undefined> => {
  let slowest: { phase: PhaseName; ms: number; usualMs: number } | undefined;
  for (const phase of phaseNames) {
    const ms = incident.readings.find(({ name }) => name === phase)?.value;
    if (ms === undefined || ms < notableMs) continue;
    const usual = await runs.distribution({
      checkId: incident.checkId,
      reading: phase,
      from: incident.openedAt - weekMs,
      to: incident.openedAt,
    });
    if (!usual || ms < usual.p50 + notableMs || ms < 2 * usual.p50) continue;
    if (!slowest || ms - usual.p50 > slowest.ms - slowest.usualMs)
      slowest = { phase, ms, usualMs: usual.p50 };
  }
  return slowest;
};
