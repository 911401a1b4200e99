/** Who asks. */
export type Principal =
  | { readonly kind: "session"; readonly user: string; readonly hash: string }
  | { readonly kind: "token"; readonly id: string; readonly name: string };

/** The name that stands beside what someone did: in an incident's timeline, beside a silence. */
export const nameOf = (principal: Principal): string =>
  principal.kind === "session" ? principal.user : `token ${principal.name}`;

export const tokenKey = (id: string): string => `token ${id}`;

/** What identifies a principal's open streams, so that they end with the session or the token. */
export const keyOf = (principal: Principal): string =>
  principal.kind === "session" ? `session ${principal.hash}` : tokenKey(principal.id);
