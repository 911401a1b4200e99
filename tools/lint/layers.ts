/**
 * The direction of imports, as a lint rule: each folder of src/ may import only the folders named here.
 * docs/architecture.md prints the same table. Type-only imports count; tests may import anything.
 */
const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  options: ["core"],
  config: ["core", "options"],
  net: ["core"],
  stores: ["core"],
  engine: ["core"],
  checks: ["core", "net", "options", "version"],
  notifiers: ["core", "net", "options"],
  sinks: ["core", "net", "options"],
  http: ["core", "engine"],
  web: ["core", "http"],
  catalogue: ["config", "checks", "notifiers", "sinks"],
  probes: ["core", "config", "net", "engine", "catalogue"],
  version: [],
  app: ["core", "config", "net", "stores", "engine", "http", "catalogue", "probes", "version"],
  index: ["core", "config", "app"],
  runtimes: ["core", "app"],
  demo: ["core", "runtimes"],
  cli: ["core", "config", "net", "engine", "checks", "demo", "catalogue", "app", "runtimes"],
  main: ["cli", "version"],
};

/** The files of these folders are plugins: they do not import each other. */
const plugins: ReadonlySet<string> = new Set(["checks", "notifiers", "sinks"]);

interface Place {
  readonly layer: string;
  /** Below src/: `["checks", "http.ts"]`. */
  readonly parts: readonly string[];
}

const placeOf = (path: string): Place | undefined => {
  const at = path.lastIndexOf("/src/");
  if (at < 0) return undefined;
  const parts = path.slice(at + 5).split("/");
  return { layer: (parts[0] ?? "").replace(/\.tsx?$/, ""), parts };
};

/** What is wrong with an import, or nothing. */
const fault = (from: Place, specifier: string, filename: string): string | undefined => {
  if (!specifier.startsWith("."))
    return from.layer === "core" ? `core imports nothing, not ${specifier}` : undefined;
  const to = placeOf(new URL(specifier, `file://${filename}`).pathname);
  if (!to) return undefined;
  if (to.parts[1] === "registry.ts" && !["app", "catalogue"].includes(from.layer))
    return "only catalogue.ts and app.ts import a registry";
  if (to.layer !== from.layer)
    return layers[from.layer]?.includes(to.layer) ? undefined : `${from.layer} must not import ${to.layer}`;
  const isPlugin = plugins.has(from.layer) && from.parts.length === 2 && from.parts[1] !== "registry.ts";
  return isPlugin && to.parts.length === 2 ? `plugins in ${from.layer}/ do not import each other` : undefined;
};

interface ImportNode {
  readonly source: { readonly value: string } | null;
}

interface RuleContext {
  readonly filename: string;
  report(problem: { node: unknown; message: string }): void;
}

const create = (context: RuleContext) => {
  const from = placeOf(context.filename);
  if (!from || context.filename.endsWith(".test.ts")) return {};
  const check = (node: ImportNode) => {
    const message = node.source && fault(from, node.source.value, context.filename);
    if (message) context.report({ node, message: `${message} (tools/lint/layers.ts)` });
  };
  return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
};

export default { meta: { name: "hinomi" }, rules: { layers: { create } } };
