import { schema as published } from "@octokit/graphql-schema";
import { buildSchema, graphqlSync, type GraphQLSchema } from "graphql";
import type { Asker } from "./access.ts";
import { rootOf } from "./graphql-world.ts";
import type { FakeLimits } from "./limits.ts";
import type { World } from "./world.ts";

let built: GraphQLSchema | undefined;

/** GitHub's schema takes most of a second to build. */
const schema = (): GraphQLSchema => (built ??= buildSchema(published.idl, { assumeValidSDL: true }));

/** What is answered, and what no GitHub would have been asked or would have answered. */
export interface GraphQlResult {
  readonly body: unknown;
  readonly faults: readonly string[];
}

/**
 * Executes a query against GitHub's own schema. Errors with a type are GitHub's; all others (an unknown field, a null
 * that the schema does not allow) are mistakes of the query or of the fake.
 */
export const answerGraphQl = (
  world: World,
  asker: Asker,
  limits: FakeLimits,
  { query, variables }: { readonly query: string; readonly variables?: Record<string, unknown> },
): GraphQlResult => {
  const result = graphqlSync({
    schema: schema(),
    source: query,
    rootValue: rootOf({ world, asker, limits }),
    ...(variables && { variableValues: variables }),
  });
  const errors = result.errors ?? [];
  const faults = errors.filter(({ extensions }) => !extensions["type"]).map(({ message }) => message);
  const told = errors.map(({ message, path, locations, extensions }) => ({
    type: extensions["type"],
    path,
    locations,
    message,
  }));
  return { body: { data: result.data, ...(told.length > 0 && { errors: told }) }, faults };
};
