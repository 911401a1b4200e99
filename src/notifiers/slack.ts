import { z } from "zod";
import { defineNotifier } from "../core/notifier.ts";
import { httpUrl } from "../options/fields.ts";
import { connectionOptions } from "../options/connection-options.ts";
import { guardChannel, secretsOfUrl } from "./outbound/guard-channel.ts";
import { createJsonClient } from "./outbound/json-client.ts";
import { createBotChannel } from "./slack/bot-channel.ts";
import { createWebhookChannel } from "./slack/webhook-channel.ts";

const options = z
  .strictObject({
    token: z
      .string()
      .trim()
      .min(1)
      .optional()
      .meta({ description: "Bot token (xoxb-…) of an app with the scope chat:write" }),
    to: z
      .string()
      .trim()
      .min(1)
      .optional()
      .meta({ description: "#channel or a channel's id; needed with token" }),
    webhook: httpUrl().optional().meta({
      description: "Address of an incoming webhook, instead of token and to: neither edits nor threads",
    }),
    mention: z
      .string()
      .regex(
        /^<(!(channel|here|everyone)|@[UW]\w+|!subteam\^S\w+)>$/,
        "must be <!here>, <!channel>, <@U…> or <!subteam^S…>",
      )
      .optional()
      .meta({ description: "Called when a problem begins, gets worse or is told again" }),
    url: httpUrl().prefault("https://slack.com/api").meta({ description: "Base address of the Web API" }),
    ...connectionOptions("15s", "attempt"),
  })
  .superRefine(({ token, to, webhook }, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (token === undefined && webhook === undefined) complain("token", "give token and to, or webhook");
    if (token !== undefined && webhook !== undefined)
      complain("webhook", "give either token and to or a webhook, not both");
    if (token !== undefined && to === undefined)
      complain("to", "is needed with token: #channel or a channel's id");
    if (webhook !== undefined && to !== undefined)
      complain("to", "a webhook has a channel of its own: remove to, or use a token");
  });

/** Posts to Slack by an app's bot user or through an incoming webhook. Contract: docs/notifiers/slack.md. */
export const slackNotifier = defineNotifier({
  type: "slack",
  summary: "Slack, by bot token or incoming webhook",
  options,
  open: (options, surroundings) => {
    const { token = "", to = "", webhook, url, mention } = options;
    const send = createJsonClient(options, surroundings);
    const now = () => surroundings.clock.now();
    const channel =
      webhook === undefined
        ? createBotChannel({ url, token, to, mention, send, now })
        : createWebhookChannel({ url: webhook, mention, send, now });
    const secrets = webhook === undefined ? [token] : secretsOfUrl(webhook);
    return guardChannel(channel, { secrets, redact: surroundings.redact });
  },
});
