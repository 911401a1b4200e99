import { useSignal } from "@preact/signals";
import type { IncidentView } from "../../http/schemas.ts";
import { useAction } from "../actions/use-action.ts";
import { useLive } from "../live/use-live.ts";
import { usePage } from "../page-context.tsx";
import { ActionNote } from "../actions/action-note.tsx";
import { IncidentList } from "./incident-list.tsx";

interface IncidentPage {
  readonly items: readonly IncidentView[];
  readonly next?: string;
}

/** All incidents: open ones first, then the past ones, a page at a time. */
export const IncidentsPage = (props: {
  readonly incidents: readonly IncidentView[];
  readonly next?: string;
}) => {
  const { words, api, frame } = usePage();
  const page = useSignal<IncidentPage>({ items: props.incidents, next: props.next });
  const action = useAction();
  const load = async (before?: string) => {
    const query = before === undefined ? "" : `?before=${encodeURIComponent(before)}`;
    const { items, next } = await api.get<IncidentPage>(`/incidents${query}`);
    const seen = new Set(items.map(({ id }) => id));
    const known = page.value.items.filter(({ id }) => !seen.has(id));
    page.value =
      before === undefined
        ? { ...page.value, items: [...items, ...known] }
        : { items: [...known, ...items], next };
  };
  useLive({
    refresh: () => load(),
    onTick: (tick) => tick.incidents.length > 0 && void load().catch(() => {}),
  });
  const { items, next } = page.value;
  const open = items.filter(({ closedAt }) => closedAt === undefined);
  const past = items.filter(({ closedAt }) => closedAt !== undefined);
  return (
    <>
      <header class="headline plain">
        <h1>{words.incidents.title}</h1>
      </header>
      <Incidents id="open" title={words.incidents.open} incidents={open} />
      {past.length > 0 && <Incidents id="past" title={words.incidents.past} incidents={past} />}
      {next !== undefined && (
        <a
          class="button"
          href={`${frame.base}/incidents?before=${encodeURIComponent(next)}`}
          onClick={(event) => {
            event.preventDefault();
            void action.run(async () => {
              await load(next);
              return "";
            });
          }}
        >
          {words.incidents.more}
        </a>
      )}
      <ActionNote action={action} />
    </>
  );
};

const Incidents = (props: {
  readonly id: string;
  readonly title: string;
  readonly incidents: readonly IncidentView[];
}) => (
  <section class="panel" aria-labelledby={props.id}>
    <h2 id={props.id}>{props.title}</h2>
    {props.incidents.length === 0 ? (
      <p class="empty">{usePage().words.incidents.noneOpen}</p>
    ) : (
      <IncidentList incidents={props.incidents} withTitle />
    )}
  </section>
);
