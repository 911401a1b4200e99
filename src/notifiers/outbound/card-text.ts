import type { Message } from "../../core/message/message.ts";

/** A zero-width space after `@` keeps a name from being a mention, and looks the same. */
export const breakMentions = (text: string): string => text.replace(/@(?=[\p{L}\p{N}_])/gu, "@\u200b");

/** How a chat writes the parts of a card. Foreign text goes through `escape` first. */
export interface Markup {
  readonly escape: (text: string) => string;
  readonly bold: (escaped: string) => string;
  readonly link: (escapedLabel: string, url: string) => string;
}

/** A card as lines of a chat's markup, at most `max` characters: fields that do not fit are left out at the end. */
export const cardText = (card: Message, markup: Markup, max: number): string => {
  const { escape, bold, link } = markup;
  const head = [bold(escape(card.headline)), escape(card.summary)];
  const foot = card.link ? [link(escape(card.link.label), card.link.url)] : [];
  const lines = card.fields.map(({ label, value }) => `${bold(escape(label))}: ${escape(value)}`);
  const room = max - [...head, ...foot].join("\n").length;
  const kept = lines.filter(
    (_, index) => lines.slice(0, index + 1).join("\n").length + 1 <= room - (foot.length > 0 ? 1 : 0),
  );
  return [...head, ...kept, ...foot].join("\n").slice(0, max);
};
