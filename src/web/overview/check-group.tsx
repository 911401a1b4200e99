import type { ReadonlySignal } from "@preact/signals";
import type { CheckSummary } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { lookOf, type LookCounts } from "../../http/look.ts";
import { Sparkline } from "../parts/sparkline.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { Overlays } from "../parts/state.tsx";
import { Uptime } from "../parts/uptime.tsx";
import { Latency } from "./check-card.tsx";
import type { OverviewState } from "./overview-state.ts";
import { countLooks, overviewSentence, worstLook } from "./sentence.ts";

/** Checks without a problem: one row each, folded into one line when there are many. */
export const CheckGroup = (props: {
  readonly name: string;
  readonly ids: readonly string[];
  readonly state: OverviewState;
  readonly open: boolean;
}) => (
  <details class="group" open={props.open}>
    <GroupSummary {...props} />
    <ul class="rows">
      {props.ids.map((id) => (
        <CheckRow key={id} check={props.state.check(id)} />
      ))}
    </ul>
  </details>
);

const GroupSummary = (props: {
  readonly name: string;
  readonly ids: readonly string[];
  readonly state: OverviewState;
}) => (
  <summary>
    <GroupLine
      name={props.name}
      counts={countLooks(props.ids.flatMap((id) => props.state.check(id)?.value ?? []))}
    />
  </summary>
);

/** A group in one line. */
export const GroupLine = ({ name, counts }: { readonly name: string; readonly counts: LookCounts }) => (
  <>
    <StatusIcon look={worstLook(counts)} />
    <h2>{name}</h2>
    <span class="quiet">{overviewSentence(counts, usePage().words)}</span>
  </>
);

export const CheckRow = (props: { readonly check: ReadonlySignal<CheckSummary> | undefined }) => {
  const { words, frame } = usePage();
  const check = props.check?.value;
  if (!check) return null;
  const look = lookOf(check);
  return (
    <li class="row">
      <StatusIcon look={look} />
      <div class="name">
        <a class="stretch" href={`${frame.base}/checks/${encodeURIComponent(check.id)}`}>
          {check.title}
        </a>
        <span class={`word ${look}`}>{words.looks[look]}</span>
        <Overlays overlays={check.overlays} />
      </div>
      <Sparkline check={check} />
      <Uptime uptime={check.uptime} />
      <Latency check={check} />
    </li>
  );
};
