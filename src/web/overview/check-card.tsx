import type { ReadonlySignal } from "@preact/signals";
import type { CheckSummary } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { lookOf } from "../../http/look.ts";
import { ReasonText } from "../parts/reason.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { Overlays, State } from "../parts/state.tsx";
import { Uptime } from "../parts/uptime.tsx";
import { fill } from "../text/fill.ts";

/** A check that needs attention, with everything one wants to know first. */
export const CheckCard = (props: { readonly check: ReadonlySignal<CheckSummary> | undefined }) => {
  const { words, format, frame, now } = usePage();
  const check = props.check?.value;
  if (!check) return null;
  const look = lookOf(check);
  const since = look === "stale" ? (check.lastRunAt ?? check.since) : check.since;
  return (
    <li class={`card ${look}`}>
      <div class="card-top">
        <State look={look} />
        <span class="quiet">
          {fill(words.overview.sinceFor, { duration: format.age(now.value - since) })}
        </span>
        <Overlays overlays={check.overlays} />
      </div>
      <h3>
        <a class="stretch" href={`${frame.base}/checks/${encodeURIComponent(check.id)}`}>
          {check.title}
        </a>
      </h3>
      <p class="target">{check.target}</p>
      {check.reason && look !== "up" && <ReasonText reason={check.reason} />}
      <Sparkline check={check} />
      <div class="figures">
        <Uptime uptime={check.uptime} />
        <Latency check={check} />
        {check.incidentId !== undefined && (
          <a class="above" href={`${frame.base}/incidents/${encodeURIComponent(check.incidentId)}`}>
            {words.overview.incident}
          </a>
        )}
      </div>
    </li>
  );
};

/** The last run's latency. */
export const Latency = ({ check }: { readonly check: CheckSummary }) => {
  const { words, format } = usePage();
  return (
    <p class="latency">
      <span class="label">{words.latency}</span>
      {check.latencyMs === undefined ? "–" : format.duration(check.latencyMs)}
    </p>
  );
};
