export interface LazySource<Value> {
  readonly size: number;
  has(name: string): boolean;
  get(name: string): Value | undefined;
  keys(): Iterable<string>;
  entries(): Iterable<readonly [string, Value]>;
}

/** A map whose values are made as they are asked for: those of 100,000 checks at once would be a hundred megabytes. */
export const createLazyMap = <Value>(source: LazySource<Value>): ReadonlyMap<string, Value> => {
  const entries = function* (): MapIterator<[string, Value]> {
    for (const [name, value] of source.entries()) yield [name, value];
  };
  const keys = function* (): MapIterator<string> {
    yield* source.keys();
  };
  const values = function* (): MapIterator<Value> {
    for (const [, value] of source.entries()) yield value;
  };
  const map: ReadonlyMap<string, Value> = {
    size: source.size,
    has: (name) => source.has(name),
    get: (name) => source.get(name),
    keys,
    values,
    entries,
    [Symbol.iterator]: entries,
    forEach: (found) => {
      for (const [name, value] of source.entries()) found(value, name, map);
    },
  };
  return map;
};
