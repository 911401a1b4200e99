import type { IncidentView } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { State } from "../parts/state.tsx";
import { Time } from "../parts/time.tsx";
import { fill } from "../text/fill.ts";

/** Incidents as links, in the order given. */
export const IncidentList = (props: {
  readonly incidents: readonly IncidentView[];
  readonly withTitle: boolean;
}) => {
  const { words, format, frame, now } = usePage();
  return (
    <ul class="list">
      {props.incidents.map((incident) => {
        const { id, openedAt, closedAt, closedBecause = "recovered", reason } = incident;
        const lasted = format.age((closedAt ?? now.value) - openedAt);
        const what = words.reasons[reason.code] ?? reason.code;
        return (
          <li key={id} class={closedAt === undefined ? `open ${incident.severity}` : "closed"}>
            <a class="stretch" href={`${frame.base}/incidents/${encodeURIComponent(id)}`}>
              {props.withTitle ? incident.checkTitle : what}
            </a>
            {props.withTitle && <span class="quiet">{what}</span>}
            <span class="meta">
              <State look={incident.worst} />
              <Time at={openedAt} />
              <span>
                {fill(words.incidents[closedAt === undefined ? "ongoing" : "lasted"], { duration: lasted })}
              </span>
              {closedAt !== undefined && <span>{words.incident.closed[closedBecause]}</span>}
              {incident.acknowledgedAt !== undefined && closedAt === undefined && (
                <span class="badge">{words.incidents.acknowledged}</span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
};
