import type { CheckDetail, Run, SilenceView } from "../../http/schemas.ts";
import { useAction } from "../actions/use-action.ts";
import { usePage } from "../page-context.tsx";
import { ActionNote } from "../actions/action-note.tsx";
import { BackLink } from "../findings/back-link.tsx";
import { lookOf } from "../../http/look.ts";
import { ReasonText } from "../parts/reason.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { Overlays } from "../parts/state.tsx";
import { fill } from "../text/fill.ts";

const hourMs = 3_600_000;

/** What the check is, how it stands, and what can be done about it. */
export const CheckHeader = (props: {
  readonly check: CheckDetail;
  readonly refresh: () => Promise<void>;
}) => {
  const { words, format, frame, now } = usePage();
  const { check } = props;
  const look = lookOf(check);
  return (
    <header class={`headline check ${look}`}>
      <BackLink href={`${frame.base}/`} text={words.check.back} />
      <StatusIcon look={look} />
      <div>
        <h1>{check.title}</h1>
        <p class="as-of">
          <span class={`state ${look}`}>{words.looks[look]}</span>{" "}
          <span>
            {fill(words.check.since, {
              moment: format.moment(check.since, frame.now),
              duration: format.age(now.value - check.since),
            })}
          </span>
          <Overlays overlays={check.overlays} />
        </p>
        <p class="target">{check.target}</p>
        {check.reason && look !== "up" && <ReasonText reason={check.reason} />}
        <p class="quiet facts">
          <span>{fill(words.check.every, { duration: format.duration(check.everyMs) })}</span>
          {check.nextRunAt !== undefined && (
            <span>{fill(words.check.next, { clock: format.clock(check.nextRunAt) })}</span>
          )}
          <span>
            {check.notify.length > 0
              ? fill(words.check.notify, { channels: check.notify.join(words.overview.comma) })
              : words.check.tellsNobody}
          </span>
        </p>
        <Actions {...props} />
      </div>
    </header>
  );
};

const Actions = (props: { readonly check: CheckDetail; readonly refresh: () => Promise<void> }) => {
  const { words, format, api, now } = usePage();
  const action = useAction();
  const { id } = props.check;
  const runNow = () =>
    action.run(async () => {
      const outcome = await api.post<Pick<Run, "status">>(`/checks/${encodeURIComponent(id)}/run`);
      await props.refresh();
      return fill(words.check.ran, { look: words.looks[outcome.status] });
    });
  const silence = () =>
    action.run(async () => {
      const until = now.value + hourMs;
      const made = await api.post<SilenceView>("/silences", { checkId: id, until });
      await props.refresh();
      return fill(words.check.silenced, { clock: format.clock(made.until) });
    });
  return (
    <div class="actions">
      <button type="button" class="primary" disabled={action.busy.value} onClick={() => void runNow()}>
        {words.check.runNow}
      </button>
      <button type="button" disabled={action.busy.value} onClick={() => void silence()}>
        {words.check.silence}
      </button>
      <ActionNote action={action} />
    </div>
  );
};
