import type { Delivery } from "../../core/notifier.ts";

/** One e-mail before it is put into MIME. */
export interface Mail {
  readonly messageId: string;
  /** The first mail of the incident, so that mail programs show all of them as one conversation. */
  readonly thread?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Epoch ms. */
  readonly date: number;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");

const plainText = ({ card, note, ref }: Delivery): string =>
  [
    ...(ref ? [note, ""] : []),
    card.headline,
    card.summary,
    "",
    ...card.fields.map(({ label, value }) => `${label}: ${value}`),
    ...(card.link ? ["", card.link.url] : []),
    "",
  ].join("\n");

const html = ({ card, note, ref }: Delivery): string => {
  const rows = card.fields.map(
    ({ label, value }) =>
      `<tr><th align="left" valign="top" style="padding:2px 12px 2px 0">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return [
    '<div style="font-family:sans-serif">',
    ...(ref ? [`<p>${escapeHtml(note)}</p>`] : []),
    `<h2 style="font-size:18px">${escapeHtml(card.headline)}</h2>`,
    `<p>${escapeHtml(card.summary)}</p>`,
    ...(rows.length > 0 ? [`<table>${rows.join("")}</table>`] : []),
    ...(card.link
      ? [`<p><a href="${escapeHtml(card.link.url)}">${escapeHtml(card.link.label)}</a></p>`]
      : []),
    "</div>",
  ].join("\n");
};

/** The mail for a delivery. Its Message-ID is the notification's: a repeated attempt is the same mail again. */
export const composeMail = (delivery: Delivery, domain: string): Mail => ({
  messageId: `<${delivery.notification.id}@${domain}>`,
  ...(delivery.ref?.["messageId"] !== undefined && { thread: delivery.ref["messageId"] }),
  subject: delivery.card.headline,
  text: plainText(delivery),
  html: html(delivery),
  date: delivery.notification.createdAt,
});
