import { createHash, timingSafeEqual } from "node:crypto";
import { defineCheckType } from "../core/check-type.ts";
import { createRedactor } from "../net/redact.ts";
import { createReadingJudge } from "./expect/reading.ts";
import { takePush } from "./push/inbox.ts";
import { pushOptions } from "./push/options.ts";
import { createPushProbe } from "./push/probe.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares by hash, in a time that depends on neither text. */
const accepting = (token: string): ((brought: string) => boolean) => {
  const wanted = digest(token);
  return (brought) => timingSafeEqual(digest(brought), wanted);
};

/** `type: push`: others bring the readings; a run looks at what has come. */
export const pushCheck = defineCheckType({
  type: "push",
  summary: "Takes readings that others push, and tells when none come",
  options: pushOptions,
  prepare: ({ token, readings: units, expect, ...options }, surroundings) => {
    const hideToken = createRedactor([token]);
    const redact = (text: string) => surroundings.redact(hideToken(text));
    const timezone = options.timezone ?? surroundings.timezone ?? "UTC";
    const readingJudge = createReadingJudge(expect.readings ?? {}, { timezone, redact });
    const names = Object.keys(units);
    return {
      target: names.length > 0 ? `pushes of ${names.join(", ")}` : "pushes",
      usesLedger: true,
      acceptsPush: accepting(token),
      takePush: (push, to) => takePush(push, { units, timezone }, to),
      probe: createPushProbe({ units, heartbeat: expect.heartbeat, readingJudge, redact }),
    };
  },
});
