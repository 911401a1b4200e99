import type { Terminal } from "../../src/cli/command.ts";

export interface CapturedTerminal extends Terminal {
  /** Everything written so far. */
  readonly said: { out: string; err: string };
}

/** A terminal that keeps what is written to it: nobody's, with an empty environment, unless told otherwise. */
export const createCapturedTerminal = (
  outside: Partial<Pick<Terminal, "isInteractive" | "env" | "cwd" | "signal">> = {},
): CapturedTerminal => {
  const said = { out: "", err: "" };
  return {
    said,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    flushed: () => Promise.resolve(),
    isInteractive: false,
    env: {},
    cwd: "/",
    signal: new AbortController().signal,
    ...outside,
  };
};
