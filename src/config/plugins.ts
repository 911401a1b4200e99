import { errorText } from "../core/error-text.ts";
import { textAt, find, type LocatedMap } from "./located.ts";
import { unknownName, type Report } from "./report.ts";

/** The catalogue's entry that a map's `type` names; reports a type that is not known. */
export const pluginOf = <P extends { readonly type: string }>(
  map: LocatedMap,
  plugins: readonly P[],
  what: string,
  report: Report,
): P | undefined => {
  const place = find(map, ["type"]);
  const name = textAt(map, "type");
  if (!place || name === undefined) return undefined;
  const plugin = plugins.find(({ type }) => type === name);
  if (plugin) return plugin;
  report.error(
    place.at,
    unknownName(
      what,
      name,
      plugins.map(({ type }) => type),
    ),
  );
  return undefined;
};

/** What a plugin's own code says about options that cannot work: its message, in one line, without secrets. */
export const describeError = (error: unknown, redact: (text: string) => string): string =>
  redact(errorText(error)).replaceAll(/\s+/g, " ").slice(0, 500);
