/**
 * The direction of imports, as a lint rule: each folder of src/ may import only the folders named here.
 * docs/architecture.md prints the same table. Type-only imports count.
 */
const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  options: ["core"],
  config: ["core", "options"],
  net: ["core"],
  stores: ["core"],
  engine: ["core"],
  checks: ["core", "net", "options"],
  notifiers: ["core", "net", "options"],
  http: ["core", "engine"],
  web: ["core", "http"],
  app: ["core", "options", "config", "net", "stores", "engine", "checks", "notifiers", "http", "web"],
  index: ["core", "options", "config", "app"],
  demo: ["core", "config", "app", "runtimes"],
  cli: ["core", "config", "net", "http", "demo", "app", "runtimes", "engine"],
  runtimes: ["core", "config", "app", "engine"],
  main: ["cli"],
};

/** Within these folders a file must not import a sibling plugin; registry.ts lists them all. */
const families = ["checks", "notifiers"];

const place = (path: string): readonly string[] | undefined => {
  const at = path.lastIndexOf("/src/");
  return at < 0 ? undefined : path.slice(at + 5).split("/");
};

const folderOf = (parts: readonly string[]): string => (parts[0] ?? "").replace(/\.tsx?$/, "");

interface ImportNode {
  readonly source: { readonly value: string } | null;
}

interface RuleContext {
  readonly filename: string;
  report(problem: { node: unknown; message: string }): void;
}

const createLayers = (context: RuleContext) => {
  const from = place(context.filename);
  if (!from) return {};
  const layer = folderOf(from);
  const check = (node: ImportNode) => {
    if (!node.source?.value.startsWith(".")) {
      const outside = node.source !== null && !context.filename.endsWith(".test.ts");
      if (layer === "core" && outside)
        context.report({ node, message: `core imports nothing, not ${node.source.value}` });
      return;
    }
    const to = place(new URL(node.source.value, `file://${context.filename}`).pathname);
    if (!to) return;
    const target = folderOf(to);
    const isTest = context.filename.endsWith(".test.ts");
    if (isTest) return;
    if (target !== layer && !layers[layer]?.includes(target))
      context.report({ node, message: `${layer} must not import ${target} (tools/lint/layers.ts)` });
    if (to[1] === "registry.ts" && !["app", layer].includes(layer === "app" ? "app" : "-"))
      context.report({ node, message: "only app.ts imports a registry" });
    if (families.includes(layer) && target === layer && from[1] !== "registry.ts" && from.length === 2)
      if (to.length === 2 && to[1] !== from[1])
        context.report({ node, message: `${layer}/ files do not import each other` });
  };
  return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
};

export default {
  meta: { name: "hinomi" },
  rules: { layers: { create: createLayers } },
};
