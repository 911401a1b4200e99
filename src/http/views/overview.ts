import type { LiveCheck } from "../../engine/lookout.ts";
import type { CheckSummary, Overview } from "../schemas.ts";
import type { Site } from "../site.ts";
import { checkSummary, countChecks } from "./check-summary.ts";

const maxTroubles = 20;

/** The start page: every check worst first, and what is wrong with Hinomi itself. */
export const overview = async (site: Site): Promise<Overview> => {
  const { lookout, clock, history } = site;
  const historyOf = await history.all();
  const now = clock.now();
  const config = lookout.config();
  const checks = lookout.checks();
  return {
    title: config.title,
    asOf: now,
    timezone: config.timezone,
    counts: countChecks(checks),
    checks: worstFirst(
      checks.map((live: LiveCheck) => checkSummary(live, historyOf(live.check.id), now)),
      config.locale,
    ),
    troubles: troubles(site),
  };
};

const ranks = { down: 0, degraded: 1, unknown: 2, pending: 3, up: 4 } as const;

const rank = (check: CheckSummary): number => {
  if (check.overlays.includes("paused")) return 5;
  return check.stale ? Math.min(ranks[check.state], ranks.unknown) : ranks[check.state];
};

const worstFirst = (checks: readonly CheckSummary[], locale: string): CheckSummary[] => {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return checks.toSorted(
    (left, right) =>
      rank(left) - rank(right) ||
      compare(left.group ?? "", right.group ?? "") ||
      compare(left.title, right.title),
  );
};

const troubles = ({ lookout }: Site): Overview["troubles"] => {
  const { configProblems, storeTrouble, connected } = lookout.vitals();
  const config = configProblems.map(({ file, line, column, message }) => ({
    kind: "config" as const,
    text: `${file}:${line}:${column} ${message}`,
  }));
  const channels = lookout
    .channels()
    .filter((channel) => channel.circuit === "open")
    .map(({ title, trouble = "deliveries fail" }) => ({
      kind: "channel" as const,
      text: `${title}: ${trouble}`,
    }));
  return [
    ...(storeTrouble === undefined ? [] : [{ kind: "store" as const, text: storeTrouble }]),
    ...(connected
      ? []
      : [{ kind: "connectivity" as const, text: "Hinomi's own connection is down, states are held" }]),
    ...channels,
    ...config,
  ].slice(0, maxTroubles);
};
