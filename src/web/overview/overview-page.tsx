import { useMemo } from "preact/hooks";
import { useSignalEffect } from "@preact/signals";
import type { Overview } from "../../http/schemas.ts";
import { collect } from "../live/collect.ts";
import { useLive } from "../live/use-live.ts";
import { usePage } from "../page-context.tsx";
import { CheckCard } from "./check-card.tsx";
import { CheckGroup } from "./check-group.tsx";
import { GroupLinks } from "./group-links.tsx";
import { Headline } from "./headline.tsx";
import { createOverviewState, type OverviewState } from "./overview-state.ts";
import { useTabSign } from "./use-tab-sign.ts";
import { fill } from "../text/fill.ts";

/** Up to this many calm checks are all shown; more are folded into their groups. */
const openUpTo = 12;

export const OverviewPage = ({ overview }: { readonly overview: Overview }) => {
  const { api, now } = usePage();
  const state = useMemo(() => createOverviewState(overview), [overview]);
  const refresh = async () => state.replace(await api.get<Overview>("/overview"));
  const soon = useMemo(() => collect(1000, refresh), [state]);
  const link = useLive({ refresh, onTick: (tick) => state.tick(tick) && soon() });
  useSignalEffect(() => state.age(now.value));
  useTabSign(state);
  return (
    <>
      <Headline state={state} link={link} />
      <Troubles state={state} />
      <Moved state={state} />
      <Checks state={state} />
      <GroupLinks groups={state.groups.value} />
    </>
  );
};

const Troubles = ({ state }: { readonly state: OverviewState }) => {
  const { overview } = usePage().words;
  if (state.troubles.value.length === 0) return null;
  return (
    <section class="troubles" aria-label={overview.troublesTitle}>
      {state.troubles.value.map(({ kind, text }) => (
        <p key={text}>
          <strong>{overview.troubles[kind]}</strong> <span lang="en">{text}</span>
        </p>
      ))}
    </section>
  );
};

const Moved = ({ state }: { readonly state: OverviewState }) => {
  const { overview } = usePage().words;
  const count = state.moved.value;
  return (
    <div class="moved" aria-live="polite">
      {count > 0 && (
        <button type="button" class="pill" onClick={() => state.rearrange()}>
          {fill(overview.changed, { n: count })}
        </button>
      )}
    </div>
  );
};

const Checks = ({ state }: { readonly state: OverviewState }) => {
  const { words } = usePage();
  const { problems, groups } = state.arrangement.value;
  const calm = groups.reduce((sum, { ids }) => sum + ids.length, 0);
  const only = groups.length === 1 && groups[0]?.name === undefined;
  if (problems.length + calm + state.groups.value.length === 0)
    return <p class="empty">{words.overview.nothingHint}</p>;
  return (
    <>
      {problems.length > 0 && (
        <section aria-labelledby="problems">
          <h2 id="problems">{words.overview.problems}</h2>
          <ul class="cards">
            {problems.map((id) => (
              <CheckCard key={id} check={state.check(id)} />
            ))}
          </ul>
        </section>
      )}
      {groups.map(({ name, ids }) => (
        <CheckGroup
          key={name ?? ""}
          name={name ?? (only ? words.overview.rest : words.overview.otherGroup)}
          ids={ids}
          state={state}
          open={calm <= openUpTo}
        />
      ))}
    </>
  );
};
