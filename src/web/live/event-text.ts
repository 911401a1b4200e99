/** One event of a stream of server-sent events. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Cuts text that arrives in pieces into events (WHATWG HTML, section 9.2.6; only the fields `event` and `data`).
 * Comments give no event. The server writes `\n` alone.
 */
export const createEventCutter = (): ((piece: string) => readonly StreamEvent[]) => {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => {
      const lines = block.split("\n");
      const data = fieldOf(lines, "data").join("\n");
      return data === "" ? [] : [{ event: fieldOf(lines, "event").at(-1) ?? "message", data }];
    });
  };
};

const fieldOf = (lines: readonly string[], name: string): readonly string[] =>
  lines.flatMap((line) =>
    line.startsWith(`${name}:`) ? [line.slice(name.length + 1).replace(/^ /, "")] : [],
  );
