import type { Incident, NotificationKind, Severity } from "../incident.ts";
import type { IncidentFacts } from "../notification.ts";
import {
  field,
  incidentFields,
  incidentWords,
  standingOf,
  type Fields,
  type Voice,
} from "./incident-text.ts";
import type { Locale, Message } from "./message.ts";
import { plainLine } from "./plain-text.ts";
import { catalogueOf, createTimeText } from "./wording.ts";

/** Incidents shown in a summary; the rest is counted. */
const incidentsShown = 20;

const symbols = { down: "🔴", degraded: "🔶", recovered: "✅", removed: "⏹️", test: "🔔" } as const;

/**
 * The card as it should look now, and one line about what has just changed. One fact makes an incident's card,
 * several the summary of a storm (recovered once all are closed), none the test message. Pure, and bounded:
 * whatever the facts hold, each text is one line of limited length and no field is empty.
 */
export const renderMessage = (input: {
  readonly kind: NotificationKind;
  readonly facts: readonly IncidentFacts[];
  readonly locale: Locale;
  /** IANA name. */
  readonly timezone: string;
  readonly now: number;
  /** Who speaks: the title of this Hinomi. */
  readonly instance: string;
}): { readonly card: Message; readonly note: string } => {
  const { kind, facts, locale, timezone, now } = input;
  const catalogue = catalogueOf(locale);
  const voice: Voice = { catalogue, locale, time: createTimeText(timezone, locale), now };
  const [only] = facts;
  if (kind === "test" || !only) return renderTest(voice, plainLine(input.instance, 80));
  return facts.length === 1 ? renderIncident(voice, kind, only) : renderStorm(voice, facts);
};

const renderTest = ({ catalogue }: Voice, instance: string): { card: Message; note: string } => {
  const summary = catalogue.summary.test(instance);
  const headline = `${symbols.test} ${catalogue.headline.test(instance)}`;
  return { card: { state: "test", severity: "none", headline, summary, fields: [] }, note: summary };
};

const renderIncident = (voice: Voice, kind: NotificationKind, facts: IncidentFacts) => {
  const { catalogue } = voice;
  const words = incidentWords(voice, facts);
  const standing = standingOf(facts.incident);
  const severity = standing === "problem" ? facts.incident.severity : "none";
  const headline =
    standing === "problem"
      ? catalogue.headline.problem(facts.incident.severity, words.title)
      : catalogue.headline[standing](words.title);
  const symbol = symbolOf(facts.incident);
  const card: Message = {
    state: standing === "problem" ? "problem" : "recovered",
    severity,
    headline: `${symbol} ${headline}`,
    summary: catalogue.summary[standing](words),
    fields: incidentFields(voice, facts, words),
    ...linkOf(voice, facts),
  };
  const noteKind = standing === "removed" ? "removed" : kind === "test" ? "firing" : kind;
  return { card, note: `${symbol} ${catalogue.note[noteKind](words)}` };
};

const symbolOf = (incident: Incident): string => {
  const standing = standingOf(incident);
  return symbols[standing === "problem" ? incident.severity : standing];
};

const linkOf = ({ catalogue }: Voice, facts: IncidentFacts): Pick<Message, "link"> =>
  facts.link === undefined ? {} : { link: { label: catalogue.openLink, url: facts.link } };

const renderStorm = (voice: Voice, facts: readonly IncidentFacts[]): { card: Message; note: string } => {
  const { catalogue } = voice;
  const having = (severity: Severity): readonly IncidentFacts[] =>
    facts.filter(({ incident }) => standingOf(incident) === "problem" && incident.severity === severity);
  const [down, degraded] = [having("down"), having("degraded")];
  const closed = facts.filter(({ incident }) => standingOf(incident) !== "problem");
  const lines = [...down, ...degraded, ...closed].map((one) => stormLine(voice, one));
  const more = lines.length - incidentsShown;
  const severity = down.length > 0 ? "down" : degraded.length > 0 ? "degraded" : undefined;
  const open = down.length + degraded.length;
  const headline = `${symbols[severity ?? "recovered"]} ${catalogue.headline.storm(open, facts.length)}`;
  const summary = catalogue.summary.storm({
    down: down.length,
    degraded: degraded.length,
    closed: closed.length,
  });
  const card: Message = {
    state: severity ? "problem" : "recovered",
    severity: severity ?? "none",
    headline,
    summary,
    fields: [
      ...lines.slice(0, incidentsShown),
      ...field(catalogue.labels.more, more > 0 ? catalogue.more(more) : undefined),
    ],
  };
  return { card, note: `${headline}${catalogue.listSeparator}${summary}` };
};

const stormLine = (voice: Voice, facts: IncidentFacts): Fields[number] => {
  const words = incidentWords(voice, facts);
  const isClosed = standingOf(facts.incident) !== "problem";
  const text = voice.catalogue.stormLine(words, isClosed);
  return { label: words.title, value: `${symbolOf(facts.incident)} ${text}` };
};
