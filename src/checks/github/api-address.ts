/** Where one GitHub answers. */
export interface ApiAddress {
  /** Base of REST, without a slash at its end. */
  readonly rest: string;
  readonly graphql: string;
  readonly host: string;
  /** The address of a REST path. */
  urlOf(path: string): string;
  /** The path of an address of this API; absent for any other, to which no token is ever sent. */
  pathOf(address: string, from: string): string | undefined;
}

/** REST and GraphQL of `api_url`: on an Enterprise Server they are `/api/v3` and `/api/graphql`. */
export const createApiAddress = (apiUrl: string): ApiAddress => {
  const base = new URL(apiUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const rest = base.origin + prefix;
  const graphql = prefix.endsWith("/api/v3")
    ? base.origin + prefix.replace(/\/v3$/, "/graphql")
    : `${rest}/graphql`;
  return {
    rest,
    graphql,
    host: base.hostname,
    urlOf: (path) => rest + path,
    pathOf: (address, from) => {
      const url = URL.parse(address, from);
      if (!url || url.origin !== base.origin || url.username || url.password) return undefined;
      if (prefix !== "" && !url.pathname.startsWith(`${prefix}/`)) return undefined;
      return url.pathname.slice(prefix.length) + url.search;
    },
  };
};
