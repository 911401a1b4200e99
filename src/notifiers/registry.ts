import type { Notifier } from "../core/notifier.ts";
import { emailNotifier } from "./email.ts";
import { rocketChatNotifier } from "./rocket-chat.ts";
import { slackNotifier } from "./slack.ts";
import { webhookNotifier } from "./webhook.ts";

/** Every notifier, in the order the docs list them. */
export const notifiers = [
  rocketChatNotifier,
  slackNotifier,
  webhookNotifier,
  emailNotifier,
] as const satisfies readonly Notifier[];
