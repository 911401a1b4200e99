import type { NotificationView } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { Time } from "../parts/time.tsx";
import { Resend } from "./resend.tsx";
import { fill } from "../text/fill.ts";

/** What each channel was told, with every attempt and what was answered. */
export const Deliveries = ({ notifications }: { readonly notifications: readonly NotificationView[] }) => {
  const byChannel = Map.groupBy(notifications, ({ channel }) => channel);
  return [...byChannel].map(([channel, messages]) => (
    <section key={channel} class="channel-log">
      <h3>{channel}</h3>
      <ul class="list">
        {messages.map((message) => (
          <Delivery key={message.id} notification={message} />
        ))}
      </ul>
    </section>
  ));
};

/** One message with its attempts. */
export const Delivery = (props: {
  readonly notification: NotificationView;
  readonly withChannel?: boolean;
}) => {
  const { words, format, frame } = usePage();
  const { kind, state, createdAt, attempts, nextAttemptAt, lastError, log, incidentId, channel } =
    props.notification;
  const isOwed = state === "pending" || state === "sending";
  return (
    <li class={`delivery ${state}`}>
      <span>
        <strong>{words.notification.kinds[kind]}</strong>
        {props.withChannel === true && <span class="quiet"> {channel}</span>}
      </span>
      <span class="meta">
        <span class={`badge ${state}`}>{words.notification.states[state]}</span>
        <Time at={createdAt} />
        {attempts > 0 && <span>{fill(words.notification.attempts, { n: attempts })}</span>}
        {isOwed && nextAttemptAt !== undefined && (
          <span>{fill(words.notification.next, { clock: format.clock(nextAttemptAt) })}</span>
        )}
        {props.withChannel === true && incidentId !== undefined && (
          <a href={`${frame.base}/incidents/${encodeURIComponent(incidentId)}`}>{words.overview.incident}</a>
        )}
      </span>
      {lastError !== undefined && state !== "delivered" && (
        <p class="trouble" lang="en">
          {lastError}
        </p>
      )}
      <Attempts log={log} />
      {state === "dead" && <Resend notification={props.notification} />}
    </li>
  );
};

const Attempts = ({ log }: { readonly log: NotificationView["log"] }) => {
  const { words } = usePage();
  if (log.length === 0) return null;
  return (
    <details>
      <summary>{words.notification.log}</summary>
      <ol class="timeline">
        {log.map(({ at, kind, detail }) => (
          <li key={`${at} ${kind}`} class={kind}>
            <Time at={at} as="second" />
            <div>
              <strong>{words.notification.answers[kind] ?? kind}</strong>
              {detail !== "" && <p lang="en">{detail}</p>}
            </div>
          </li>
        ))}
      </ol>
    </details>
  );
};
