import { z } from "zod";
import { defineNotifier, type NotifierSurroundings } from "../core/notifier.ts";
import { httpUrl } from "../options/fields.ts";
import { connectionOptions } from "../options/connection-options.ts";
import { guardChannel, secretsOfUrl, type BareChannel } from "./outbound/guard-channel.ts";
import { createJsonClient } from "./outbound/json-client.ts";
import { createAccountChannel } from "./rocket-chat/account-channel.ts";
import { createRocketChatApi } from "./rocket-chat/api.ts";
import type { Credential } from "./rocket-chat/session.ts";
import { createWebhookChannel } from "./rocket-chat/webhook-channel.ts";

const text = () => z.string().trim().min(1).optional();

const options = z
  .strictObject({
    url: httpUrl().optional().meta({ description: "The server's base address: https://chat.example.com" }),
    user: text().meta({ description: "User name or e-mail address of the account that posts" }),
    password: z.string().min(1).optional().meta({ description: "Its password" }),
    userId: text().meta({ description: "User id that Rocket.Chat shows beside a personal access token" }),
    token: text().meta({ description: "Personal access token, recommended over user and password" }),
    webhook: httpUrl().optional().meta({
      description: "Address of an incoming webhook, instead of an account: neither edits nor threads",
    }),
    to: text().meta({ description: "#channel, @user or a room id; a webhook has a room of its own" }),
    alias: text().meta({ description: "Name shown as the sender; the account needs the role bot" }),
    emoji: z
      .string()
      .regex(/^:[\w+-]+:$/, "must be an emoji's name between colons, such as :fire:")
      .optional()
      .meta({ description: "Emoji shown as the sender's picture" }),
    mention: z
      .string()
      .regex(/^@[\w.-]+$/, "must be @all, @here or @ and a user name")
      .optional()
      .meta({ description: "Called when a problem begins, gets worse or is told again" }),
    ...connectionOptions("15s", "attempt"),
  })
  .superRefine((value, context) => {
    for (const [path, message] of contradictions(value))
      context.addIssue({ code: "custom", path: [path], message });
  });

type Options = z.output<typeof options>;

/** Exactly one way in, complete. */
const contradictions = (value: {
  readonly [key in "url" | "user" | "password" | "userId" | "token" | "webhook" | "to"]?: string | undefined;
}): readonly (readonly [string, string])[] => {
  const { url, user, password, userId, token, webhook, to } = value;
  const account = [user, password, userId, token].some((option) => option !== undefined);
  if (webhook !== undefined)
    return account || url !== undefined
      ? [["webhook", "give either a webhook or url with an account, not both"]]
      : [];
  const pair = (has: string | undefined, name: string, other: string | undefined, otherName: string) =>
    has !== undefined && other === undefined ? [[name, `needs ${otherName} beside it`] as const] : [];
  return [
    ...(account ? [] : [["user", "give user and password, or userId and token, or webhook"] as const]),
    ...(user !== undefined && token !== undefined
      ? [["token", "give either user and password or userId and token, not both"] as const]
      : [
          ...pair(user, "user", password, "password"),
          ...pair(password, "password", user, "user"),
          ...pair(userId, "userId", token, "token"),
          ...pair(token, "token", userId, "userId"),
        ]),
    ...(url === undefined ? [["url", "is needed: the server's base address"] as const] : []),
    ...(to === undefined ? [["to", "is needed: #channel, @user or a room id"] as const] : []),
  ];
};

const credentialOf = ({ user, password, userId, token }: Options): Credential =>
  token === undefined
    ? { kind: "password", user: user ?? "", password: password ?? "" }
    : { kind: "token", userId: userId ?? "", token };

const openChannel = (options: Options, surroundings: NotifierSurroundings): BareChannel => {
  const send = createJsonClient(options, surroundings);
  const now = () => surroundings.clock.now();
  const { url = "", to = "", webhook, alias, emoji, mention } = options;
  const look = { alias, emoji };
  if (webhook !== undefined)
    return createWebhookChannel({ url: webhook, to: options.to, look, mention, send, now });
  const api = createRocketChatApi({ url, credential: credentialOf(options), send, now });
  const channel = createAccountChannel({ api, to, look, mention });
  return { ...channel, close: () => logOut(api.close) };
};

/** A log-out that fails leaves a token behind that expires by itself; closing goes on. */
const logOut = async (close: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  await close(AbortSignal.timeout(3000)).catch(() => {});
};

/** Posts to Rocket.Chat under an account or through an incoming webhook. Contract: docs/notifiers/rocket-chat.md. */
export const rocketChatNotifier = defineNotifier({
  type: "rocket-chat",
  summary: "Rocket.Chat, by account, personal access token or incoming webhook",
  options,
  open: (options, surroundings) => {
    const { password, token, webhook } = options;
    const secrets = [
      ...[password, token].filter((secret) => secret !== undefined),
      ...(webhook === undefined ? [] : secretsOfUrl(webhook)),
    ];
    return guardChannel(openChannel(options, surroundings), { secrets, redact: surroundings.redact });
  },
});
