import type { HttpApp, Site } from "../site.ts";

/** The document of everything above; served to whom may use it. */
export const addOpenApi = (app: HttpApp, site: Site): void => {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "An API token from the settings page: `hin_…`",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "hinomi-session",
    description: "A signed-in browser. Requests that change something also need the header `x-hinomi: 1`",
  });
  const document = () =>
    app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "Hinomi API",
        version: site.version,
        description: "Times are epoch milliseconds, ratios 0 to 1. Errors are RFC 9457 problem+json.",
        license: { name: "MIT" },
      },
      servers: [{ url: site.base || "/" }],
      security: [{ token: [] }, { session: [] }],
    });
  app.get("/api/v1/openapi.json", (context) => context.json(document()));
};
