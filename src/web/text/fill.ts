export type Values = Readonly<Record<string, string | number>>;

const gap = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;

/**
 * A template of the catalogue with its gaps filled: `{n}` is the value `n`, `{n|day|days}` one of two words by it.
 * @throws {Error} when a value is missing, which is a bug
 */
export const fill = (template: string, values: Values): string =>
  template.replace(gap, (_, name: string, one?: string, other?: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no {${name}} for "${template}"`);
    return one === undefined || other === undefined ? String(value) : value === 1 ? one : other;
  });
