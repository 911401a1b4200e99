import type { Message } from "../../core/message/message.ts";
import { breakMentions, cardText, type Markup } from "../outbound/card-text.ts";

/** A section holds 3000 characters; each foreign text gets longer by escaping, so the rest is reserve. */
const longest = 2900;

/** The three characters Slack escapes (https://docs.slack.dev/messaging/formatting-message-text); mentions need `<`. */
export const escapeSlack = (text: string): string =>
  breakMentions(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** `|` and `>` would end the address of a link. */
const escapeAddress = (url: string): string =>
  url.replaceAll("&", "&amp;").replaceAll("<", "%3C").replaceAll(">", "%3E").replaceAll("|", "%7C");

const markup: Markup = {
  escape: escapeSlack,
  bold: (text) => `*${text.replaceAll("*", "∗")}*`,
  link: (label, url) => `<${escapeAddress(url)}|${label}>`,
};

/** A card as Slack takes it: one section, and the line that notifications and screen readers show. */
export interface SlackContent {
  readonly text: string;
  readonly blocks: readonly [
    { readonly type: "section"; readonly text: { readonly type: "mrkdwn"; readonly text: string } },
  ];
}

/** `mention` is Slack's own syntax and is put in front unescaped. */
export const slackCard = (card: Message, mention?: string): SlackContent => {
  const call = mention === undefined ? "" : `${mention} `;
  const section = `${call}${cardText(card, markup, longest)}`;
  return {
    text: `${call}${escapeSlack(card.headline)}`,
    blocks: [{ type: "section", text: { type: "mrkdwn", text: section } }],
  };
};
