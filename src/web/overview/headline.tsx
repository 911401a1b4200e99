import type { ReadonlySignal } from "@preact/signals";
import type { Link } from "../live/follow.ts";
import { usePage } from "../page-context.tsx";
import { Said } from "../parts/said.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { Time } from "../parts/time.tsx";
import type { OverviewState } from "./overview-state.ts";
import { overviewSentence, worstLook } from "./sentence.ts";

/** Everything in one sentence and one shape. Only the sentence is announced, and only when it changes. */
export const Headline = (props: { readonly state: OverviewState; readonly link: ReadonlySignal<Link> }) => {
  const { words } = usePage();
  const counts = props.state.counts.value;
  const look = worstLook(counts);
  return (
    <header class={`headline ${look}`}>
      <StatusIcon look={look} />
      <div>
        <h1 aria-live="polite">{overviewSentence(counts, words)}</h1>
        <AsOf {...props} />
      </div>
    </header>
  );
};

const AsOf = ({ state, link }: { readonly state: OverviewState; readonly link: ReadonlySignal<Link> }) => {
  const { words } = usePage();
  const at = state.asOf.value;
  return (
    <p class="as-of">
      <span>
        <Said say={words.link.asOf}>
          <Time at={at} as="zonedClock" />
        </Said>
      </span>
      {link.value === "reconnecting" && <span class="badge">{words.link.reconnecting}</span>}
    </p>
  );
};
