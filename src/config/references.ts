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

/** What is told where: the names that exist, and the channels that something uses. */
export interface Names {
  readonly channels: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly used: Set<string>;
}

export const namesIn = (root: LocatedMap): Names => ({
  channels: new Set(entriesOf(find(root, ["channels"])).keys()),
  groups: new Set(entriesOf(find(root, ["groups"])).keys()),
  used: new Set(),
});

/** Reports the channels and the group that a check names and that do not exist. */
export const reportCheckReferences = (check: LocatedMap, names: Names, report: Report): void => {
  reportChannels(itemsOf(find(check, ["notify"])), names, report);
  expectKnown(find(check, ["group"]), "group", names.groups, report);
};

const reportChannels = (places: readonly (Located | undefined)[], names: Names, report: Report): void => {
  for (const place of places) {
    const name = textAt(place);
    if (name !== undefined) names.used.add(name);
    expectKnown(place, "channel", names.channels, report);
  }
};

const expectKnown = (
  place: Located | undefined,
  what: string,
  known: ReadonlySet<string>,
  report: Report,
): void => {
  const name = textAt(place);
  if (place && name !== undefined && !known.has(name))
    report.error(place.at, unknownName(what, name, [...known]));
};

/**
 * Reports everything outside of checks that names a channel, a group or a check that does not exist, and channels
 * nobody uses: so it comes after the checks.
 */
export const reportReferences = (
  root: LocatedMap,
  checks: { readonly ids: ReadonlySet<string> },
  names: Names,
  report: Report,
): void => {
  const channels = entriesOf(find(root, ["channels"]));
  const groups = entriesOf(find(root, ["groups"]));
  const places = [find(root, ["defaults"]), ...groups.values().map(({ value }) => value)];
  for (const place of places) reportChannels(itemsOf(find(place, ["notify"])), names, report);
  for (const { value } of channels.values()) reportChannels([find(value, ["fallback"])], names, report);
  const windows = itemsOf(find(root, ["maintenance"]));
  if (windows.length > 0) {
    const known = checks.ids.union(names.groups);
    for (const window of windows)
      for (const place of itemsOf(find(window, ["checks"])))
        expectKnown(place, "check or group", known, report);
  }
  reportFallbackCycles(root, report);
  for (const [id, { keyAt }] of channels)
    if (!names.used.has(id))
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
