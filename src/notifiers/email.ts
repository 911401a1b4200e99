import MailComposer from "nodemailer/lib/mail-composer";
import { z } from "zod";
import { defineNotifier } from "../core/notifier.ts";
import { duration } from "../options/fields.ts";
import { classifySmtpEnd } from "./email/classify.ts";
import { composeMail, type Mail } from "./email/mail.ts";
import { converseSmtp, type SmtpServer } from "./email/smtp.ts";
import { guardChannel, type BareChannel } from "./outbound/guard-channel.ts";

const address = () =>
  z.string().regex(/^([^\r\n<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, "must be an e-mail address");

const defaultPorts = { implicit: 465, starttls: 587, none: 25 } as const;

const options = z
  .strictObject({
    host: z.string().trim().min(1).meta({ description: "The mail server's host name" }),
    port: z.int().min(1).max(65_535).optional().meta({ description: "Default 465, 587 or 25, after tls" }),
    tls: z
      .enum(["starttls", "implicit", "none"])
      .default("starttls")
      .meta({ description: "starttls (required, not tried), implicit from the first byte, or none" }),
    user: z.string().min(1).optional().meta({ description: "Account at the mail server" }),
    password: z.string().min(1).optional().meta({ description: "Its password" }),
    from: address().meta({ description: "Sender: hinomi@example.com or Hinomi <hinomi@example.com>" }),
    to: z.union([address(), z.array(address()).min(1)]).meta({ description: "One recipient or a list" }),
    timeout: duration().prefault("15s").meta({ description: "Time limit of one attempt" }),
    ca: z.string().min(1).optional().meta({
      description: "File with the PEM certificates of a private authority, trusted instead of the usual ones",
    }),
  })
  .superRefine(({ user, password }, context) => {
    if (user !== undefined && password === undefined)
      context.addIssue({ code: "custom", path: ["user"], message: "needs password beside it" });
    if (password !== undefined && user === undefined)
      context.addIssue({ code: "custom", path: ["password"], message: "needs user beside it" });
  });

const bareAddress = (text: string): string => /<([^<>]+)>$/.exec(text)?.[1] ?? text;

/** In MIME. `Auto-Submitted` keeps out-of-office answers away (RFC 3834, 5). */
const toMime = (mail: Mail, from: string, to: readonly string[]): Promise<Buffer> =>
  new MailComposer({
    from,
    to: [...to],
    messageId: mail.messageId,
    date: new Date(mail.date),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(mail.thread !== undefined && { inReplyTo: mail.thread, references: mail.thread }),
  })
    .compile()
    .build();

/** Sends e-mail over SMTP; an incident is one conversation. Contract: docs/notifiers/email.md. */
export const emailNotifier = defineNotifier({
  type: "email",
  summary: "E-mail over SMTP",
  options,
  open: ({ host, port, tls, user, password, from, to, timeout, ca }, surroundings) => {
    const { clock, redact, readFile } = surroundings;
    const recipients = typeof to === "string" ? [to] : to;
    const sender = bareAddress(from);
    const domain = sender.slice(sender.lastIndexOf("@") + 1);
    const server: SmtpServer = {
      host,
      port: port ?? defaultPorts[tls],
      tls,
      timeoutMs: timeout,
      ...(ca !== undefined && { ca: readFile(ca) }),
      ...(user !== undefined && password !== undefined && { credential: { user, password } }),
    };
    const channel: BareChannel = {
      idempotent: false,
      deliver: async (delivery) => {
        const mail = composeMail(delivery, domain);
        const raw = await toMime(mail, from, recipients);
        const letter = { from: sender, to: recipients.map(bareAddress), raw };
        const result = classifySmtpEnd(
          await converseSmtp(server, letter, { clock, signal: delivery.signal }),
        );
        return result.kind === "delivered"
          ? { ...result, ref: delivery.ref ?? { messageId: mail.messageId } }
          : result;
      },
      verify: async (signal) => classifySmtpEnd(await converseSmtp(server, undefined, { clock, signal })),
    };
    return guardChannel(channel, { secrets: password === undefined ? [] : [password], redact });
  },
});
