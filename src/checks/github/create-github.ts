import type { CheckSurroundings } from "../../core/check-type.ts";
import type { RunContext } from "../../core/check.ts";
import { secretsInUrl } from "../../net/redact.ts";
import { createApiAddress } from "./api-address.ts";
import { Conversation } from "./conversation.ts";
import { sharedDesk, type Desk } from "./desk.ts";
import type { GitHub, GitHubAccess, GitHubAnswer, GitHubRefusal } from "./github.ts";
import { askGraphQl } from "./graphql.ts";
import { refusePlainHttp, type GitHubOptions } from "./options.ts";
import { getRest, type RestInput } from "./rest.ts";
import { createRunTime } from "./run-time.ts";
import { createSecrets } from "./secrets.ts";
import { findTokenSource } from "./token-source.ts";
import { findVoice, type KnownVoice, type VoiceInput } from "./voice.ts";
import { createSend } from "./wire.ts";

const openRun = (
  run: RunContext,
  input: VoiceInput & { readonly send: ReturnType<typeof createSend> },
): GitHub => {
  const { desk, address, secrets, send } = input;
  const { redact } = secrets;
  const time = createRunTime(run);
  const conversation = new Conversation({ run, time, send, random: desk.random, redact });
  let expiresAt: number | undefined;
  const withVoice = async (
    ask: (asking: RestInput) => Promise<GitHubAnswer>,
  ): Promise<GitHubAnswer | GitHubRefusal> => {
    const voice: KnownVoice | GitHubRefusal = await findVoice(input, {
      conversation,
      clock: run.clock,
      time,
    });
    if (voice.kind !== "voice") return voice;
    const { answers } = desk;
    const answer = await ask({ conversation, address, voice, answers, ledger: run.ledger, redact });
    // GitHub tells it in a header of each answer; the hour of an App's token is nobody's concern.
    if (input.source.kind !== "app") expiresAt = voice.lane.expiresAt();
    return answer;
  };
  return {
    get: (path, projection) => withVoice((asking) => getRest(asking, path, projection)),
    graphql: (query, variables) =>
      withVoice((asking) => askGraphQl(asking, query, variables, () => run.clock.now())),
    timeLeftMs: () => time.leftMs(),
    count: () => conversation.count(),
    tokenExpiresAt: () => expiresAt,
  };
};

/**
 * GitHub for one check, from the shared options (`githubFields`). What is wrong with the token and was repaired is
 * told by `surroundings.warn`.
 * @throws {Error} when the token, the App's key, a certificate or the proxy cannot be used
 */
export const createGitHub = (
  options: GitHubOptions,
  surroundings: CheckSurroundings,
  desk: Desk = sharedDesk,
): GitHubAccess => {
  refusePlainHttp(options);
  const { env, warn } = surroundings;
  const address = createApiAddress(options.api_url);
  const secrets = createSecrets(surroundings.redact);
  for (const secret of secretsInUrl(options.proxy ?? "")) secrets.add(secret);
  const { source, notices } = findTokenSource(options, surroundings);
  for (const notice of notices) warn?.(notice);
  if (source.kind === "fixed") secrets.add(source.token);
  const send = createSend(options, surroundings, secrets.redact);
  const input = { source, desk, address, secrets, env, send };
  return {
    open: (run) => openRun(run, input),
    redact: secrets.redact,
    host: address.host,
    apiUrl: address.rest,
  };
};
