import type { Message } from "../../core/message/message.ts";
import { plainLine } from "../../core/message/plain-text.ts";

/** A zero-width space after `@` keeps a name from being a mention, and looks the same. */
export const breakMentions = (text: string): string => text.replace(/@(?=[\p{L}\p{N}_.-])/gu, "@\u200b");

/** How a chat writes the parts of a card. Foreign text goes through `escape` first. */
export interface Markup {
  readonly escape: (text: string) => string;
  readonly bold: (escaped: string) => string;
  readonly link: (escapedLabel: string, url: string) => string;
}

/** The most characters that escaping makes of one: `&` becomes `&amp;`, a mention gets a zero-width space. */
const growth = 6;

/**
 * A card as lines of a chat's markup, at most `max` characters (1500 or more): a summary that is too long is cut,
 * fields that do not fit are left out.
 */
export const cardText = (card: Message, markup: Markup, max: number): string => {
  const { escape, bold, link } = markup;
  const headline = bold(escape(plainLine(card.headline, 150)));
  const foot = card.link ? [link(escape(card.link.label), card.link.url)] : [];
  let room = max - [headline, ...foot].join("\n").length - 1;
  const fits = (line: string): boolean => {
    const isFitting = line.length + 1 <= room;
    if (isFitting) room -= line.length + 1;
    return isFitting;
  };
  const whole = escape(card.summary);
  const cut = () => escape(plainLine(card.summary, Math.floor(room / growth)));
  const summary = fits(whole) ? whole : cut();
  if (summary !== whole) room = 0;
  const fields = card.fields.map(({ label, value }) => `${bold(escape(label))}: ${escape(value)}`);
  return [headline, summary, ...fields.filter(fits), ...foot].join("\n");
};
