/** Which series a sink wants: one entry of its `series:`. `*` stands for any characters. */
export interface SeriesSelector {
  readonly check: string;
  readonly reading: string;
  /** Parts by their id or their name; `*` means the whole and every part. Absent: the whole only. */
  readonly part?: string;
}

const form = /^([a-z0-9*][a-z0-9*._-]*)\.([a-z0-9_*]+)(?:\{([^{}]+)\})?$/;

/** `commits.commits`, `*.latency`, `commits.*`, `commits.commits{octo/*}`; absent when it is none of them. */
export const parseSeriesSelector = (text: string): SeriesSelector | undefined => {
  const [, check, reading, part] = form.exec(text) ?? [];
  if (check === undefined || reading === undefined) return undefined;
  return { check, reading, ...(part !== undefined && { part }) };
};

/** Whether a text is what a glob says. Only `*` is special: any characters, or none. */
export const isLike = (glob: string, text: string): boolean => {
  const [first = "", ...others] = glob.split("*");
  const last = others.pop();
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let at = first.length;
  // Each piece as early as possible: that leaves the most room for those behind it.
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
};

/** Whether a selector wants this series. */
export const selects = (
  selector: SeriesSelector,
  series: { readonly checkId: string; readonly reading: string; readonly part: string },
  partTitle?: string,
): boolean => {
  if (!isLike(selector.check, series.checkId) || !isLike(selector.reading, series.reading)) return false;
  if (series.part === "") return selector.part === undefined || selector.part === "*";
  if (selector.part === undefined) return false;
  return isLike(selector.part, series.part) || (partTitle !== undefined && isLike(selector.part, partTitle));
};
