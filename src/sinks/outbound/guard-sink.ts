import { errorText } from "../../core/error-text.ts";
import { plainLine } from "../../core/message/plain-text.ts";
import type { OpenSink, SinkResult } from "../../core/sink.ts";
import { createRedactor } from "../../net/redact.ts";

const longestDetail = 400;

/**
 * Wraps a sink so that whatever it answers is bounded, printable and free of secrets (its own and those Hinomi knows),
 * and so that a bug in it is a failed write instead of a rejection.
 */
export const guardSink = (
  sink: OpenSink,
  { secrets, redact }: { readonly secrets: readonly string[]; readonly redact: (text: string) => string },
): OpenSink => {
  const hideOwn = createRedactor(secrets);
  const tidy = (text: string): string => plainLine(redact(hideOwn(text)), longestDetail);
  const guarded = async (attempt: () => Promise<SinkResult>): Promise<SinkResult> => {
    try {
      return tidied(await attempt(), tidy);
    } catch (error) {
      return { kind: "failed", detail: tidy(errorText(error)) };
    }
  };
  const { verify, close } = sink;
  return {
    maxPoints: sink.maxPoints,
    write: (points, signal) => guarded(() => sink.write(points, signal)),
    ...(verify && { verify: (signal: AbortSignal) => guarded(() => verify(signal)) }),
    ...(close && { close }),
  };
};

const tidied = (result: SinkResult, tidy: (text: string) => string): SinkResult => {
  switch (result.kind) {
    case "taken":
      return result;
    case "misplaced":
    case "wait":
    case "failed":
      return { ...result, detail: tidy(result.detail) };
    case "refused":
    case "unauthorized":
      return { ...result, detail: tidy(result.detail), remedy: tidy(result.remedy) };
  }
};
