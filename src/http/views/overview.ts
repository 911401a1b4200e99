import type { LiveCheck } from "../../engine/lookout.ts";
import type { CheckSummary, Overview } from "../schemas.ts";
import type { Site } from "../site.ts";
import { noLooks } from "../look.ts";
import { checkSummary } from "./check-summary.ts";
import { countsView } from "./counts.ts";
import { isLarge } from "./large.ts";

const maxTroubles = 20;
/** A person is told when one run of a hundred begins later than this. */
const lateMs = 1000;

/** The start page: the checks worst first, and what is wrong with Hinomi itself. */
export const overview = async (site: Site): Promise<Overview> => {
  const { lookout, history, clock } = site;
  const { unlisted, groups, shown } = await seen(site);
  const historyOf = await history.of(shown.map(({ check }) => check.id));
  const now = clock.now();
  const config = lookout.config();
  return {
    title: config.title,
    asOf: now,
    timezone: config.timezone,
    counts: countsView(lookout),
    unlisted,
    checks: worstFirst(
      shown.map((live) => checkSummary(live, historyOf(live.check.id), now)),
      config.locale,
    ),
    groups,
    troubles: troubles(site),
  };
};

interface Seen extends Pick<Overview, "unlisted" | "groups"> {
  readonly shown: readonly LiveCheck[];
}

/** All checks of a small installation, the worst of a large one. */
const seen = async ({ lookout, census }: Site): Promise<Seen> => {
  if (!isLarge(lookout)) return { unlisted: { ...noLooks }, groups: [], shown: lookout.checks() };
  const { unlisted, groups, worst } = await census();
  return { unlisted, groups, shown: worst };
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

const dropped = (runs: number): string =>
  `${runs} runs were not kept since the start, because the store could not take them; no alert was lost`;

const troubles = ({ lookout }: Site): Overview["troubles"] => {
  const { configProblems, storeTrouble, storeNotice, connected, latenessP99Ms, runsDropped } =
    lookout.vitals();
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
    ...[storeTrouble, storeNotice, runsDropped > 0 ? dropped(runsDropped) : undefined]
      .filter((text) => text !== undefined)
      .map((text) => ({ kind: "store" as const, text })),
    ...(connected
      ? []
      : [{ kind: "connectivity" as const, text: "Hinomi's own connection is down, states are held" }]),
    ...(latenessP99Ms > lateMs
      ? [
          {
            kind: "load" as const,
            text: `Runs of the last minute began up to ${(latenessP99Ms / 1000).toFixed(1)} s late: this machine cannot hold the rate`,
          },
        ]
      : []),
    ...channels,
    ...config,
  ].slice(0, maxTroubles);
};
