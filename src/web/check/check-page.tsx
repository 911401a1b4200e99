import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { PageData } from "../../http/pages.ts";
import type { CheckDetail, CheckSummary } from "../../http/schemas.ts";
import { collect } from "../live/collect.ts";
import { useLive } from "../live/use-live.ts";
import { applyTick, wantsRefresh } from "../live/apply-tick.ts";
import { usePage } from "../page-context.tsx";
import { IncidentList } from "../incident/incident-list.tsx";
import { Chart } from "../chart/chart.tsx";
import { CheckHeader } from "./check-header.tsx";
import { LastRun } from "./last-run.tsx";
import { RunList } from "./run-list.tsx";
import { Strip } from "./strip.tsx";

/** New runs come as ticks; what they do to uptimes and distributions may be told this often. */
const refreshEveryMs = 5000;

type CheckData = Extract<PageData, { readonly page: "check" }>;

export const CheckPage = ({ check: first, runs }: Omit<CheckData, "page">) => {
  const { api, words } = usePage();
  const detail = useSignal<CheckDetail>(first);
  const path = `/checks/${encodeURIComponent(first.id)}`;
  const refresh = async () => void (detail.value = await api.get<CheckDetail>(path));
  const retell = useMemo(() => collect(refreshEveryMs, refresh), []);
  useLive({
    check: first.id,
    refresh,
    onTick: (tick) => {
      const change = tick.checks.find(({ id }) => id === first.id);
      if (!change) return;
      const before: CheckSummary = detail.value;
      const isNewRun = change.lastRunAt !== before.lastRunAt;
      detail.value = applyTick(detail.value, change);
      if (isNewRun || wantsRefresh(before, change)) retell();
    },
  });
  const check = detail.value;
  return (
    <>
      <CheckHeader check={check} refresh={refresh} />
      <div class="columns">
        <Chart check={check} />
        <LastRun run={check.lastRun} />
        <div class="stack">
          <Strip check={check} />
          <section class="panel" aria-labelledby="incidents">
            <h2 id="incidents">{words.incidents.title}</h2>
            {check.incidents.length === 0 ? (
              <p class="empty">{words.incidents.none}</p>
            ) : (
              <IncidentList incidents={check.incidents} withTitle={false} />
            )}
          </section>
        </div>
        <RunList checkId={check.id} first={runs} />
      </div>
    </>
  );
};
