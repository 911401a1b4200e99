import type { Clock } from "../../core/clock.ts";
import type { ChannelConfig, Config } from "../../core/config.ts";
import type { Incident } from "../../core/incident.ts";
import type { Message } from "../../core/message/message.ts";
import { renderMessage } from "../../core/message/render.ts";
import { judgementText, readingName, readingValue } from "../../core/message/wording.ts";
import type { IncidentFacts } from "../../core/notification.ts";
import type { DeliveryResult } from "../../core/notifier.ts";
import { isBad } from "../../core/outcome.ts";
import type { Checked } from "./checked.ts";

export interface Posted {
  readonly channel: string;
  readonly result: DeliveryResult;
}

/**
 * Posts one run's result to channels, without a store: once, as it is. Nothing is remembered, so a later good
 * result is a message of its own and not the end of this one.
 */
export const postResult = async (
  checked: Checked,
  channels: readonly ChannelConfig[],
  options: {
    readonly config: Config;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly id: () => string;
  },
): Promise<readonly Posted[]> => {
  const { config, clock, signal } = options;
  const said = wordsOf(checked, config, clock.now());
  return await Promise.all(
    channels.map(async ({ id, open }) => {
      const channel = open();
      try {
        const result = await channel.deliver({
          notification: {
            id: options.id(),
            channel: id,
            kind: said.kind,
            sequence: 0,
            createdAt: clock.now(),
            facts: said.facts,
            ...(said.facts[0] && { incidentId: said.facts[0].incident.id }),
          },
          attempt: 1,
          uncertain: false,
          card: said.card,
          note: said.note,
          signal,
        });
        return { channel: id, result };
      } finally {
        await channel.close?.();
      }
    }),
  );
};

interface Said {
  readonly kind: "firing" | "test";
  readonly facts: readonly IncidentFacts[];
  readonly card: Message;
  readonly note: string;
}

const wordsOf = (checked: Checked, config: Config, now: number): Said => {
  const { check, record } = checked;
  const { status, reason, judgements, readings } = record.outcome;
  if (!isBad(status) || !reason) return plainWords(checked, config);
  const at = record.startedAt;
  const incident: Incident = {
    id: `${check.id}.${at.toString(36)}`,
    checkId: check.id,
    severity: status,
    worst: status,
    openedAt: at,
    confirmedAt: at,
    reason,
    judgements,
    readings,
    flapping: false,
  };
  const { title, target, group } = check;
  const facts = [{ incident, title, target, ...(group !== undefined && { group }) }];
  const { locale, timezone, title: instance } = config;
  return {
    kind: "firing",
    facts,
    ...renderMessage({ kind: "firing", facts, locale, timezone, now, instance }),
  };
};

const verdicts = {
  en: { up: "No problem", unknown: "Nothing can be said" },
  ja: { up: "問題なし", unknown: "判定できません" },
} as const;

/** The words for what is no incident. */
const plainWords = ({ check, record }: Checked, { locale }: Config): Said => {
  const { status, reason, judgements, readings } = record.outcome;
  const good = status === "up";
  const headline = `${good ? "✅" : "❔"} ${verdicts[locale][good ? "up" : "unknown"]}: ${check.title}`;
  const seen = judgements.map((judgement) => judgementText(judgement, locale));
  const latency = readings.find(({ name }) => name === "latency");
  const card: Message = {
    state: good ? "recovered" : "test",
    severity: "none",
    headline,
    summary: [reason?.detail ?? check.target, ...seen].join("\n"),
    fields: latency ? [{ label: readingName("latency", locale), value: readingValue(latency, locale) }] : [],
  };
  return { kind: "test", facts: [], card, note: headline };
};
