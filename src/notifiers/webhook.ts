import { z } from "zod";
import { defineNotifier } from "../core/notifier.ts";
import { httpUrl } from "../options/fields.ts";
import { connectionOptions } from "../options/connection-options.ts";
import { guardChannel, secretsOfUrl, showSecretUrl, type BareChannel } from "./outbound/guard-channel.ts";
import { createJsonClient } from "./outbound/json-client.ts";
import { classifyWebhookAnswer } from "./webhook/classify.ts";
import { webhookPayload } from "./webhook/payload.ts";
import { signingKey, signWebhook } from "./webhook/signature.ts";

const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;
const reserved = /^(webhook-(id|timestamp|signature)|content-type|content-length|host)$/i;

const options = z.strictObject({
  url: httpUrl().meta({ description: "Address that receives a POST for each change" }),
  secret: z
    .string()
    .refine((secret) => signingKey(secret) !== undefined, "must be whsec_ and 24 to 64 bytes in base64")
    .optional()
    .meta({
      description: "Signs each message as Standard Webhooks say: whsec_ and 24 to 64 bytes in base64",
    }),
  headers: z
    .record(
      z
        .string()
        .regex(headerName, "must be a header's name")
        .refine((name) => !reserved.test(name), "is set by Hinomi"),
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, "must be printable text on one line"),
    )
    .optional()
    .meta({ description: "Further headers, such as authorization" }),
  ...connectionOptions("15s", "attempt"),
});

/** Posts each change as JSON, signed after standardwebhooks.com. Contract: docs/notifiers/webhook.md. */
export const webhookNotifier = defineNotifier({
  type: "webhook",
  summary: "Any receiver of JSON over HTTP, signed as Standard Webhooks",
  options,
  open: (options, surroundings) => {
    const { url, secret = "", headers = {} } = options;
    const { clock, redact } = surroundings;
    const key = signingKey(secret);
    const send = createJsonClient(options, surroundings);
    const receiver = showSecretUrl(url);
    const channel: BareChannel = {
      idempotent: true,
      deliver: async (delivery) => {
        const { id } = delivery.notification;
        const body = JSON.stringify(webhookPayload(delivery));
        const timestamp = String(Math.floor(clock.now() / 1000));
        const answer = await send({
          url,
          method: "POST",
          headers: {
            ...headers,
            "webhook-id": id,
            "webhook-timestamp": timestamp,
            ...(key && { "webhook-signature": signWebhook(key, { id, timestamp, body }) }),
          },
          body,
          signal: delivery.signal,
        });
        return classifyWebhookAnswer(answer, clock.now(), receiver);
      },
    };
    const secrets = [secret, ...Object.values(headers), ...secretsOfUrl(url)];
    return guardChannel(channel, { secrets, redact });
  },
});
