import type { Incident, NotificationKind, Severity } from "../incident.ts";
import type { IncidentFacts } from "../notification.ts";
import { phaseNames, type Judgement } from "../outcome.ts";
import type { Catalogue, IncidentWords } from "./catalogue.ts";
import type { Locale, Message } from "./message.ts";
import { plainLine } from "./plain-text.ts";
import {
  catalogueOf,
  createTimeText,
  durationText,
  judgementText,
  readingName,
  readingValue,
  reasonTitle,
  subjectName,
  type TimeText,
} from "./wording.ts";

/** Failing judgements shown on a card, and incidents shown in a summary; the rest is counted. */
const judgementsShown = 5;
const incidentsShown = 20;

const symbols = { down: "🔴", degraded: "🔶", recovered: "✅", removed: "⏹️", test: "🔔" } as const;

/** Everything that the sentences need besides the facts. */
interface Voice {
  readonly catalogue: Catalogue;
  readonly locale: Locale;
  readonly time: TimeText;
  readonly now: number;
}

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
  const phase = phaseOf(facts.incident);
  const severity = phase === "problem" ? facts.incident.severity : "none";
  const headline =
    phase === "problem"
      ? catalogue.headline.problem(facts.incident.severity, words.title)
      : catalogue.headline[phase](words.title);
  const symbol = symbolOf(facts.incident);
  const card: Message = {
    state: phase === "problem" ? "problem" : "recovered",
    severity,
    headline: `${symbol} ${headline}`,
    summary: catalogue.summary[phase](words),
    fields: incidentFields(voice, facts, words),
    ...linkOf(voice, facts),
  };
  const noteKind = phase === "removed" ? "removed" : kind === "test" ? "firing" : kind;
  return { card, note: `${symbol} ${catalogue.note[noteKind](words)}` };
};

const phaseOf = (incident: Incident): "problem" | "recovered" | "removed" => {
  if (incident.closedAt === undefined) return "problem";
  return incident.closedBecause === "removed" ? "removed" : "recovered";
};

const symbolOf = (incident: Incident): string => {
  const phase = phaseOf(incident);
  return symbols[phase === "problem" ? incident.severity : phase];
};

const linkOf = ({ catalogue }: Voice, facts: IncidentFacts): Pick<Message, "link"> =>
  facts.link === undefined ? {} : { link: { label: catalogue.openLink, url: facts.link } };

/** A closed incident is spoken of by its worst. */
const incidentWords = (voice: Voice, { incident, title }: IncidentFacts): IncidentWords => {
  const until = incident.closedAt ?? voice.now;
  return {
    title: plainLine(title.trim() === "" ? incident.checkId : title, 120),
    severity: incident.closedAt === undefined ? incident.severity : incident.worst,
    seen: whatWasSeen(voice, incident),
    since: voice.time.moment(incident.openedAt),
    lasted: durationText(Math.max(0, until - incident.openedAt), voice.locale),
    period: voice.time.period(incident.openedAt, Math.max(incident.openedAt, until)),
    acknowledgedBy: plainLine(incident.acknowledgedBy ?? "", 60),
  };
};

/** The failing judgements, the one that decided first. */
const failingOf = ({ judgements }: Incident): readonly Judgement[] => [
  ...judgements.filter(({ status }) => status === "down"),
  ...judgements.filter(({ status }) => status === "degraded"),
];

/** The judgement that decided, else the reason in words with its detail. */
const whatWasSeen = ({ catalogue, locale }: Voice, incident: Incident): string => {
  const [worst] = failingOf(incident);
  if (worst) return judgementText(worst, locale);
  const { code, detail } = incident.reason;
  return catalogue.reasonDetail(reasonTitle(code, locale), plainLine(detail, 200));
};

type Fields = Message["fields"];

/** One field, or none when there is nothing to say. */
const field = (label: string, value: string | undefined): Fields =>
  value === undefined ? [] : [{ label, value }];

const incidentFields = (voice: Voice, facts: IncidentFacts, words: IncidentWords): Fields => {
  const { labels, severityNow, flapping } = voice.catalogue;
  const { incident, group } = facts;
  const isOpen = incident.closedAt === undefined;
  const hasEased = isOpen && incident.severity !== incident.worst;
  return [
    ...judgementFields(voice, incident),
    ...field(labels.slow, slowText(voice, facts)),
    ...field(labels.timing, timingText(voice, incident)),
    ...field(labels.severity, hasEased ? severityNow(incident.severity, incident.worst) : undefined),
    ...field(labels.acknowledged, acknowledgedText(voice, incident, words)),
    ...field(labels.flapping, isOpen && incident.flapping ? flapping : undefined),
    ...field(labels.group, group === undefined ? undefined : plainLine(group, 80)),
    ...field(labels.target, plainLine(facts.target, 300)),
  ];
};

const slowText = ({ catalogue, locale }: Voice, { slowPhase }: IncidentFacts): string | undefined =>
  slowPhase &&
  catalogue.slow(
    readingName(slowPhase.phase, locale),
    durationText(slowPhase.ms, locale),
    durationText(slowPhase.usualMs, locale),
  );

const acknowledgedText = (
  { catalogue, time }: Voice,
  { acknowledgedAt }: Incident,
  { acknowledgedBy }: IncidentWords,
): string | undefined =>
  acknowledgedAt === undefined
    ? undefined
    : catalogue.acknowledged(acknowledgedBy, time.moment(acknowledgedAt));

/** The failing judgements besides the first, which the summary tells. */
const judgementFields = ({ catalogue, locale }: Voice, incident: Incident): Fields => {
  const others = failingOf(incident).slice(1);
  const more = others.length - judgementsShown;
  return [
    ...others.slice(0, judgementsShown).map(({ subject, actual, expected }) => ({
      label: subjectName(subject, locale),
      value: catalogue.seenExpected(plainLine(actual, 200), plainLine(expected, 200)),
    })),
    ...field(catalogue.labels.more, more > 0 ? catalogue.more(more) : undefined),
  ];
};

/** The phases of the bad run in their order, then the whole. */
const timingText = ({ catalogue, locale }: Voice, incident: Incident): string | undefined => {
  const parts = [...phaseNames, "latency"].flatMap((name) => {
    const reading = incident.readings.find((reading) => reading.name === name);
    return reading ? [catalogue.measured(readingName(name, locale), readingValue(reading, locale))] : [];
  });
  return parts.length === 0 ? undefined : parts.join(catalogue.listSeparator);
};

const renderStorm = (voice: Voice, facts: readonly IncidentFacts[]): { card: Message; note: string } => {
  const { catalogue } = voice;
  const having = (severity: Severity): readonly IncidentFacts[] =>
    facts.filter(({ incident }) => phaseOf(incident) === "problem" && incident.severity === severity);
  const [down, degraded] = [having("down"), having("degraded")];
  const closed = facts.filter(({ incident }) => phaseOf(incident) !== "problem");
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
  const isClosed = phaseOf(facts.incident) !== "problem";
  const text = voice.catalogue.stormLine(words, isClosed);
  return { label: words.title, value: `${symbolOf(facts.incident)} ${text}` };
};
