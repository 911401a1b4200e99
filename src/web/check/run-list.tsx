import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Run } from "../../http/schemas.ts";
import { useAction } from "../actions/use-action.ts";
import { usePage } from "../page-context.tsx";
import { ActionNote } from "../actions/action-note.tsx";
import { Evidence, Judgements, Readings } from "../findings/findings.tsx";
import { State } from "../parts/state.tsx";
import { Time } from "../parts/time.tsx";

const pageSize = 20;

export interface RunPage {
  readonly items: readonly Run[];
  readonly next?: string;
}

/** The runs, newest first, a page at a time. */
export const RunList = (props: { readonly checkId: string; readonly first: RunPage | undefined }) => {
  const { words, api } = usePage();
  const runs = useSignal<RunPage | undefined>(props.first);
  const onlyBad = useSignal(false);
  const action = useAction();
  const load = (before?: string) =>
    action.run(async () => {
      const query = new URLSearchParams({
        limit: String(pageSize),
        ...(onlyBad.value && { bad: "true" }),
        ...(before !== undefined && { before }),
      });
      const page = await api.get<RunPage>(`/checks/${encodeURIComponent(props.checkId)}/runs?${query}`);
      const kept = before === undefined ? [] : (runs.value?.items ?? []);
      runs.value = { items: [...kept, ...page.items], next: page.next };
      return "";
    });
  useEffect(() => {
    if (!props.first) void load();
  }, []);
  const { items = [], next } = runs.value ?? {};
  return (
    <section class="panel wide" aria-labelledby="runs">
      <div class="panel-top">
        <h2 id="runs">{words.runs.title}</h2>
        <label class="switch">
          <input
            type="checkbox"
            checked={onlyBad.value}
            onChange={(event) => {
              onlyBad.value = event.currentTarget.checked;
              void load();
            }}
          />
          {words.runs.onlyBad}
        </label>
      </div>
      {items.length === 0 && <p class="empty">{action.busy.value ? words.runs.loading : words.runs.none}</p>}
      <RunTable runs={items} />
      {next !== undefined && (
        <button type="button" disabled={action.busy.value} onClick={() => void load(next)}>
          {words.runs.more}
        </button>
      )}
      <ActionNote action={action} />
    </section>
  );
};

const RunTable = ({ runs }: { readonly runs: readonly Run[] }) => {
  const { columns } = usePage().words.runs;
  if (runs.length === 0) return null;
  return (
    <table class="runs">
      <thead>
        <tr>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.time}</th>
          <th scope="col" class="number">
            {columns.latency}
          </th>
          <th scope="col">{columns.what}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={`${run.slot} ${run.location}`} run={run} />
        ))}
      </tbody>
    </table>
  );
};

const RunRow = ({ run }: { readonly run: Run }) => {
  const { words, format } = usePage();
  const latency = run.readings.find(({ name }) => name === "latency");
  return (
    <tr>
      <td>
        <State look={run.status} />
      </td>
      <td>
        <Time at={run.startedAt} as="second" />
      </td>
      <td class="number">{latency ? format.reading(latency.value, latency.unit) : "–"}</td>
      <td>
        <details>
          <summary>
            {run.reason ? (words.reasons[run.reason.code] ?? run.reason.code) : words.runs.details}
          </summary>
          {run.reason && (
            <p class="quiet" lang="en">
              {run.reason.detail}
            </p>
          )}
          <Judgements judgements={run.judgements} />
          <Readings readings={run.readings} />
          <Evidence evidence={run.evidence} />
        </details>
      </td>
    </tr>
  );
};
