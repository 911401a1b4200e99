import type { PageData } from "../../http/pages.ts";
import type { ChannelView } from "../../http/schemas.ts";
import { Delivery } from "../incident/deliveries.tsx";
import { useAction } from "../actions/use-action.ts";
import { usePage } from "../page-context.tsx";
import { ActionNote } from "../actions/action-note.tsx";
import { StatusIcon } from "../parts/status-icon.tsx";
import { Time } from "../parts/time.tsx";
import { fill } from "../text/fill.ts";

type ChannelsData = Extract<PageData, { readonly page: "channels" }>;

/** How each channel does, what never arrived, and what was told lately. */
export const ChannelsPage = ({ channels, notifications }: Omit<ChannelsData, "page">) => {
  const { words } = usePage();
  const dead = notifications.filter(({ state }) => state === "dead");
  const recent = notifications.filter(({ state }) => state !== "dead");
  return (
    <>
      <header class="headline plain">
        <h1>{words.channels.title}</h1>
      </header>
      {channels.length === 0 && <p class="empty">{words.channels.none}</p>}
      <ul class="cards">
        {channels.map((channel) => (
          <ChannelCard key={channel.id} channel={channel} />
        ))}
      </ul>
      <Messages id="dead" title={words.channels.dead} messages={dead} />
      <Messages id="recent" title={words.channels.recent} messages={recent} empty={words.channels.noRecent} />
    </>
  );
};

const ChannelCard = ({ channel }: { readonly channel: ChannelView }) => {
  const { words, format, api, now } = usePage();
  const action = useAction();
  const look = channel.circuit === "open" ? "down" : "up";
  const test = () =>
    action.run(async () => {
      await api.post(`/channels/${encodeURIComponent(channel.id)}/test`);
      return words.channels.tested;
    });
  return (
    <li class={`card ${look}`}>
      <div class="card-top">
        <span class={`state ${look}`}>
          <StatusIcon look={look} />
          {look === "up" ? words.channels.ok : words.channels.trouble}
        </span>
        <span class="quiet">{channel.type}</span>
      </div>
      <h2>{channel.title}</h2>
      {channel.trouble !== undefined && (
        <p class="trouble" lang="en">
          {channel.trouble}
        </p>
      )}
      <p class="meta">
        {channel.owed > 0 && (
          <span class="badge pending">{fill(words.channels.owed, { n: channel.owed })}</span>
        )}
        {channel.oldestOwedAt !== undefined && (
          <span>
            {fill(words.channels.oldest, { duration: format.age(now.value - channel.oldestOwedAt) })}
          </span>
        )}
        {channel.lastDeliveredAt === undefined ? (
          <span>{words.channels.never}</span>
        ) : (
          <span>
            {words.channels.last} <Time at={channel.lastDeliveredAt} />
          </span>
        )}
      </p>
      <div class="actions needs-script">
        <button type="button" disabled={action.busy.value} onClick={() => void test()}>
          {words.channels.test}
        </button>
        <ActionNote action={action} />
      </div>
    </li>
  );
};

const Messages = (props: {
  readonly id: string;
  readonly title: string;
  readonly messages: ChannelsData["notifications"];
  /** What to say when there is none; without it nothing is shown then. */
  readonly empty?: string;
}) => {
  if (props.messages.length === 0 && props.empty === undefined) return null;
  return (
    <section class="panel" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.messages.length === 0 && <p class="empty">{props.empty}</p>}
      <ul class="list">
        {props.messages.map((message) => (
          <Delivery key={message.id} notification={message} withChannel />
        ))}
      </ul>
    </section>
  );
};
