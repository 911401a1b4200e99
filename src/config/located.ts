/** Where a value stands: its offset in the file's text, and its path such as `checks[3].expect.latency.fail`. */
export interface Place {
  readonly offset: number;
  readonly path: string;
}

/**
 * A value of the configuration that knows where it stands. Merging keeps the places, so that a problem with an
 * inherited value points to the line where it is written.
 */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly at: Place;
  readonly value: string | number | boolean | null;
  /** The references that the text was made from, such as `${TOKEN}`: such a text is never shown. */
  readonly references?: string;
  /** The text could not be made, which has been reported: nothing else is said about the value, which is null. */
  readonly isBroken?: true;
}

interface LocatedList {
  readonly kind: "list";
  readonly at: Place;
  readonly items: readonly Located[];
}

export interface LocatedMap {
  readonly kind: "map";
  readonly at: Place;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly keyAt: Place;
  readonly value: Located;
}

/** A place whose path is put together only when somebody asks: most never are. */
class InnerPlace implements Place {
  readonly offset: number;
  readonly #around: Place;
  readonly #key: PropertyKey;
  constructor(around: Place, key: PropertyKey, offset: number) {
    this.offset = offset;
    this.#around = around;
    this.#key = key;
  }
  get path(): string {
    return childPath(this.#around.path, this.#key);
  }
}

/** The place of a map's entry or a list's item. */
export const placeIn = (around: Place, key: PropertyKey, offset: number): Place =>
  new InnerPlace(around, key, offset);

/** The path of a map's entry or a list's item. */
export const childPath = (parent: string, key: PropertyKey): string => {
  if (typeof key === "number") return `${parent}[${key}]`;
  const name = String(key);
  if (!/^[\w-]+$/.test(name)) return `${parent}[${JSON.stringify(name)}]`;
  return parent === "" ? name : `${parent}.${name}`;
};

/** The value at a path; absent when there is none. */
export const find = (from: Located | undefined, path: readonly PropertyKey[]): Located | undefined =>
  path.reduce<Located | undefined>((found, key) => child(found, key), from);

const child = (parent: Located | undefined, key: PropertyKey): Located | undefined => {
  if (parent?.kind === "map") return parent.entries.get(String(key))?.value;
  return parent?.kind === "list" ? parent.items[Number(key)] : undefined;
};

/** The place of a path; for what does not exist, the place of the nearest value around it with the full path. */
export const placeOf = (from: Located, path: readonly PropertyKey[]): Place => {
  let [place, within]: [Place, Located | undefined] = [from.at, from];
  for (const key of path) {
    within = child(within, key);
    place = within?.at ?? { offset: place.offset, path: childPath(place.path, key) };
  }
  return place;
};

/** A map's text entry; absent when there is none or when it is something else. */
export const textAt = (from: Located | undefined, ...path: readonly PropertyKey[]): string | undefined => {
  const found = find(from, path);
  return found?.kind === "scalar" && typeof found.value === "string" ? found.value : undefined;
};

/** The entries of a map; none when it is absent or something else. */
export const entriesOf = (from: Located | undefined): ReadonlyMap<string, Entry> =>
  from?.kind === "map" ? from.entries : new Map();

/** The items of a list; none when it is absent or something else. */
export const itemsOf = (from: Located | undefined): readonly Located[] =>
  from?.kind === "list" ? from.items : [];

/** The map with only the entries whose key passes. */
export const pick = (from: LocatedMap, wanted: (key: string) => boolean): LocatedMap => ({
  ...from,
  entries: new Map([...from.entries].filter(([key]) => wanted(key))),
});

/** Lays one value over another: maps are merged key by key, scalars and lists are replaced. */
export const merge = (base: Located | undefined, over: Located): Located => {
  if (base?.kind !== "map" || over.kind !== "map") return over;
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries)
    entries.set(key, { keyAt: entry.keyAt, value: merge(base.entries.get(key)?.value, entry.value) });
  return { ...over, entries };
};

/** The plain value, as a schema takes it. */
export const toPlain = (from: Located): unknown => {
  if (from.kind === "scalar") return from.value;
  if (from.kind === "list") return from.items.map(toPlain);
  const plain: Record<string, unknown> = {};
  for (const [key, entry] of from.entries) {
    const value = toPlain(entry.value);
    // Assigning this one name would change what the object inherits from.
    if (key === "__proto__") Object.defineProperty(plain, key, { ...ownProperty, value });
    else plain[key] = value;
  }
  return plain;
};

const ownProperty = { configurable: true, enumerable: true, writable: true };

/** A plain value as if it stood in the file, at no place in particular. */
export const withoutPlaces = (plain: unknown): Located => {
  const at = { offset: 0, path: "" };
  if (Array.isArray(plain)) return { kind: "list", at, items: plain.map(withoutPlaces) };
  if (isPlainMap(plain)) {
    const entries = Object.entries(plain).map(
      ([key, value]) => [key, { keyAt: at, value: withoutPlaces(value) }] as const,
    );
    return { kind: "map", at, entries: new Map(entries) };
  }
  return { kind: "scalar", at, value: scalarOf(plain) };
};

export const isPlainMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const scalarOf = (plain: unknown): LocatedScalar["value"] =>
  typeof plain === "string" || typeof plain === "number" || typeof plain === "boolean" ? plain : null;
