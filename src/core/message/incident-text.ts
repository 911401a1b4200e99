import type { Incident } from "../incident.ts";
import type { IncidentFacts } from "../notification.ts";
import { phaseNames, type Judgement } from "../outcome.ts";
import type { Catalogue, IncidentWords } from "./catalogue.ts";
import type { Locale, Message } from "./message.ts";
import { plainLine } from "./plain-text.ts";
import {
  durationText,
  judgementText,
  readingName,
  readingValue,
  reasonTitle,
  subjectName,
  type TimeText,
} from "./wording.ts";

/** Failing judgements shown on a card; the rest is counted. */
const judgementsShown = 5;

/** Everything that the sentences need besides the facts. */
export interface Voice {
  readonly catalogue: Catalogue;
  readonly locale: Locale;
  readonly time: TimeText;
  readonly now: number;
}

/** Where an incident stands: `removed` closed because its check left the configuration. */
export const standingOf = (incident: Incident): "problem" | "recovered" | "removed" => {
  if (incident.closedAt === undefined) return "problem";
  return incident.closedBecause === "removed" ? "removed" : "recovered";
};

/** A closed incident is spoken of by its worst. */
export const incidentWords = (voice: Voice, { incident, title }: IncidentFacts): IncidentWords => {
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

export type Fields = Message["fields"];

/** One field, or none when there is nothing to say. */
export const field = (label: string, value: string | undefined): Fields =>
  value === undefined ? [] : [{ label, value }];

export const incidentFields = (voice: Voice, facts: IncidentFacts, words: IncidentWords): Fields => {
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
