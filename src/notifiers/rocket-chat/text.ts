import type { Message } from "../../core/message/message.ts";
import { breakMentions, cardText, type Markup } from "../outbound/card-text.ts";

/** `Message_MaxAllowedSize` is 5000 by default. */
const longest = 4900;

/** Foreign text without mentions and without links that show another address than they open. */
const escape = (text: string): string => breakMentions(text).replaceAll("](", "]\u200b(");

const markup: Markup = {
  escape,
  bold: (text) => `*${text}*`,
  link: (label, url) => `[${label}](${url})`,
};

/**
 * A card in Rocket.Chat's Markdown. All of it is text, since attachments cannot be edited over REST: a red bar would
 * stay red after the recovery.
 */
export const rocketChatCard = (card: Message, mention?: string): string =>
  withMention(cardText(card, markup, longest), mention);

/** The line for the thread. */
export const rocketChatNote = (note: string, mention?: string): string =>
  withMention(escape(note).slice(0, longest), mention);

const withMention = (text: string, mention: string | undefined): string =>
  mention === undefined ? text : `${mention} ${text}`;
