import type { ApiToken, Store } from "../../core/store.ts";
import type { TokenView } from "../schemas.ts";

/** A token for people: not even its hash. */
export const tokenView = ({ id, name, createdAt, lastUsedAt }: ApiToken): TokenView => ({
  id,
  name,
  createdAt,
  lastUsedAt,
});

export const tokenViews = async ({ accounts }: Store): Promise<TokenView[]> =>
  (await accounts.tokens()).map(tokenView);
