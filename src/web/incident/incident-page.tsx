import { useSignal } from "@preact/signals";
import type { IncidentDetail } from "../../http/schemas.ts";
import { useLive } from "../live/use-live.ts";
import { usePage } from "../page-context.tsx";
import { Judgements, Readings } from "../findings/findings.tsx";
import { BackLink } from "../findings/back-link.tsx";
import { ReasonText } from "../parts/reason.tsx";
import { State } from "../parts/state.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { Time } from "../parts/time.tsx";
import { Acknowledge } from "./acknowledge.tsx";
import { Deliveries } from "./deliveries.tsx";

/** One incident: what, since when, how long, seen against expected, what happened, who was told. */
export const IncidentPage = ({ incident: first }: { readonly incident: IncidentDetail }) => {
  const { api, words } = usePage();
  const incident = useSignal(first);
  const refresh = async () =>
    void (incident.value = await api.get<IncidentDetail>(`/incidents/${encodeURIComponent(first.id)}`));
  useLive({
    refresh,
    onTick: (tick) => tick.incidents.includes(first.id) && void refresh().catch(() => {}),
  });
  const { judgements, readings, notifications } = incident.value;
  return (
    <>
      <IncidentHeader incident={incident.value} onChange={(next) => (incident.value = next)} />
      <div class="columns">
        {judgements.length + readings.length > 0 && (
          <section class="panel" aria-labelledby="seen">
            <h2 id="seen">{words.incident.seen}</h2>
            <Judgements judgements={judgements} />
            <Readings readings={readings} />
          </section>
        )}
        <Timeline incident={incident.value} />
        <section class="panel wide" aria-labelledby="deliveries">
          <h2 id="deliveries">{words.incident.deliveries}</h2>
          {notifications.length === 0 ? (
            <p class="empty">{words.incident.noDeliveries}</p>
          ) : (
            <Deliveries notifications={notifications} />
          )}
        </section>
      </div>
    </>
  );
};

const IncidentHeader = (props: {
  readonly incident: IncidentDetail;
  readonly onChange: (incident: IncidentDetail) => void;
}) => {
  const { words, format, frame, now } = usePage();
  const { incident } = props;
  const { closedAt, openedAt, severity, worst } = incident;
  const isOpen = closedAt === undefined;
  return (
    <header class={`headline check ${isOpen ? severity : "past"}`}>
      <BackLink href={`${frame.base}/incidents`} text={words.incidents.title} />
      <StatusIcon look={isOpen ? severity : "up"} />
      <div>
        <h1>
          <a href={`${frame.base}/checks/${encodeURIComponent(incident.checkId)}`}>{incident.checkTitle}</a>
        </h1>
        <p class="as-of">
          <span class={`state ${isOpen ? severity : "up"}`}>
            {isOpen ? words.looks[severity] : words.incident.closed[incident.closedBecause ?? "recovered"]}
          </span>
          {incident.flapping && <span class="badge">{words.overlays.flapping}</span>}
        </p>
        <ReasonText reason={incident.reason} />
        <dl class="facts-list">
          <div>
            <dt>{words.incident.started}</dt>
            <dd>
              <Time at={openedAt} as="zonedMoment" />
            </dd>
          </div>
          {!isOpen && (
            <div>
              <dt>{words.incident.ended}</dt>
              <dd>
                <Time at={closedAt} />
              </dd>
            </div>
          )}
          <div>
            <dt>{words.incident.duration}</dt>
            <dd>{format.age((closedAt ?? now.value) - openedAt)}</dd>
          </div>
          {worst !== severity && (
            <div>
              <dt>{words.incident.worst}</dt>
              <dd>
                <State look={worst} />
              </dd>
            </div>
          )}
        </dl>
        <Acknowledge {...props} />
      </div>
    </header>
  );
};

const Timeline = ({ incident }: { readonly incident: IncidentDetail }) => {
  const { words } = usePage();
  return (
    <section class="panel" aria-labelledby="timeline">
      <h2 id="timeline">{words.incident.timeline}</h2>
      <ol class="timeline">
        {incident.events.map(({ at, kind, detail }) => (
          <li key={`${at} ${kind}`} class={kind}>
            <Time at={at} as="second" />
            <div>
              <strong>{words.incident.events[kind] ?? kind}</strong>
              {detail !== undefined && <p>{detail}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
};
