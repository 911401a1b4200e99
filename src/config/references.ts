import { entriesOf, find, itemsOf, textAt, type Located, type LocatedMap } from "./located.ts";
import { unknownName, type Report } from "./report.ts";

/** A declared group; absent when the id is not one. */
export const groupAt = (
  root: Located,
  id: string | undefined,
): { readonly title: string; readonly value: Located } | undefined => {
  const value = id === undefined ? undefined : find(root, ["groups", id]);
  return id === undefined || !value ? undefined : { title: textAt(value, "title") ?? id, value };
};

/** Reports everything that names a channel, a group or a check that does not exist, and channels nobody uses. */
export const reportReferences = (root: LocatedMap, report: Report): void => {
  const channels = entriesOf(find(root, ["channels"]));
  const groups = entriesOf(find(root, ["groups"]));
  const checks = itemsOf(find(root, ["checks"]));
  const checkIds = checks.map((check) => textAt(check, "id")).filter((id) => id !== undefined);
  const expectKnown = (place: Located | undefined, what: string, known: readonly string[]) => {
    const name = textAt(place);
    if (place && name !== undefined && !known.includes(name))
      report.error(place.at, unknownName(what, name, known));
  };

  const channelIds = [...channels.keys()];
  const places = [find(root, ["defaults"]), ...[...groups.values()].map(({ value }) => value), ...checks];
  const told = places.flatMap((place) => itemsOf(find(place, ["notify"])));
  const fallbacks = [...channels.values()].map(({ value }) => find(value, ["fallback"]));
  for (const place of [...told, ...fallbacks]) expectKnown(place, "channel", channelIds);
  for (const check of checks) expectKnown(find(check, ["group"]), "group", [...groups.keys()]);
  for (const window of itemsOf(find(root, ["maintenance"])))
    for (const place of itemsOf(find(window, ["checks"])))
      expectKnown(place, "check or group", [...checkIds, ...groups.keys()]);

  reportFallbackCycles(root, report);
  const used = new Set([...told, ...fallbacks].map((place) => textAt(place)));
  for (const [id, { keyAt }] of channels)
    if (!used.has(id))
      report.warning(keyAt, `nothing notifies the channel "${id}": name it in a \`notify\` list`);
};

/** A dead channel whose fallbacks lead back to it would tell nobody. Each ring is reported once. */
const reportFallbackCycles = (root: LocatedMap, report: Report): void => {
  const seen = new Set<string>();
  for (const start of entriesOf(find(root, ["channels"])).keys()) {
    const chain: string[] = [];
    let id: string | undefined = start;
    while (id !== undefined && !seen.has(id)) {
      seen.add(id);
      chain.push(id);
      id = textAt(root, "channels", id, "fallback");
    }
    if (id === undefined || !chain.includes(id)) continue;
    const ring = [...chain.slice(chain.indexOf(id)), id];
    const place = find(root, ["channels", id, "fallback"]);
    if (place) report.error(place.at, `fallbacks go round in a ring: ${ring.join(" -> ")}`);
  }
};
