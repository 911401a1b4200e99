import { createRedactor } from "../../net/redact.ts";

/** The secrets of one check, some of which are learnt while it runs. */
export interface Secrets {
  add(secret: string): void;
  readonly redact: (text: string) => string;
}

/** Tokens of an hour come and go: the oldest are worth nothing any more. */
const mostKept = 16;

export const createSecrets = (redactKnown: (text: string) => string): Secrets => {
  const own: string[] = [];
  let hideOwn = createRedactor(own);
  return {
    add: (secret) => {
      if (own.includes(secret)) return;
      own.push(secret);
      if (own.length > mostKept) own.splice(1, 1);
      hideOwn = createRedactor(own);
    },
    redact: (text) => redactKnown(hideOwn(text)),
  };
};
