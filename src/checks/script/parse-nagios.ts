import { measure } from "./measure.ts";
import { Findings, shown, type OutputParser } from "./printed.ts";

/*
 * The output of Nagios plugins: monitoring-plugins.org/doc/guidelines.html, "Plugin Output for Nagios" and
 * "Performance data", and nagios.com's Plugin API for several lines.
 */

interface Parts {
  /** The first line up to its perfdata. */
  readonly text: string;
  readonly perfdata: string;
}

/** The first line is text | perfdata; further lines are text up to one with a `|`; after it all is perfdata. */
const split = (output: string): Parts => {
  const [first = "", ...rest] = output.split(/\r\n|\r|\n/);
  const [text = "", ...perfdata] = first.split("|");
  const further = rest.join("\n");
  const bar = further.indexOf("|");
  return { text: text.trim(), perfdata: `${perfdata.join("|")}\n${bar < 0 ? "" : further.slice(bar + 1)}` };
};

/** `'label with '' quote'=value…`, or `label=value…`; white space ends it. */
const metric = /\s*(?:'((?:[^']|'')*)'|([^\s=']+))=(\S*)|\s*(\S+)/gy;

const valueAndUnit = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)([^;\d]*)(?:;.*)?$/s;

const take = (label: string, rest: string, found: Findings): void => {
  if (/^U(;|$)/.test(rest)) return found.note(`${shown(label)} is U, not known to the plugin: ignored`);
  const [, number, unit = ""] = valueAndUnit.exec(rest) ?? [];
  if (number === undefined) return found.note(`${shown(label)} is not a number: ignored`);
  const measured = measure(Number(number), unit);
  if (measured) return found.add({ label, ...measured });
  if (!Number.isFinite(Number(number))) return found.note(`${shown(label)} is too large: ignored`);
  found.note(`${shown(label)} has the unit ${shown(unit)}, which is not known: taken as a plain number`);
  found.add({ label, value: Number(number) });
};

/** Text and perfdata of a plugin. Its status is its exit code. */
export const parseNagios: OutputParser = (output) => {
  const { text, perfdata } = split(output);
  const found = new Findings();
  if (text !== "") found.message = text;
  for (const [, quoted, plain, value = "", stray] of perfdata.matchAll(metric)) {
    const label = quoted?.replaceAll("''", "'") ?? plain ?? "";
    if (stray !== undefined) found.note(`${shown(stray)} is not 'label'=value: ignored`);
    else take(label, value, found);
  }
  return found.printed();
};

/** A status word where plugins have it: `DISK OK - …`, `WARNING: …`, `FILE_AGE CRITICAL: …`. */
const statusWord = /^(?:[A-Z][A-Z0-9_-]* )?(?:OK|WARNING|CRITICAL|UNKNOWN)\b/m;

const perfdataOnFirstLine = /^[^|\r\n]*\|\s*(?:'[^'\r\n]+'|[^\s=']+)=[-+]?[\d.]/;

/** Whether an output looks like a plugin's: a status word begins a line, or perfdata follows the first line's text. */
export const looksLikeNagios = (output: string): boolean =>
  statusWord.test(output) || perfdataOnFirstLine.test(output);
