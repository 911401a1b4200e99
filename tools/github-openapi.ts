import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Cuts the operations that Hinomi uses out of GitHub's own OpenAPI description, for the fake in test/support/github.
 *
 *     node tools/github-openapi.ts [FOLDER OF @octokit/openapi]
 *
 * Without a folder the package is fetched by `npm pack`; it is too large to be a dependency.
 */

const packageName = "@octokit/openapi@23.0.2";

const operations: readonly (readonly ["get" | "post", string])[] = [
  ["get", "/user"],
  ["get", "/users/{username}"],
  ["get", "/orgs/{org}"],
  ["get", "/users/{username}/repos"],
  ["get", "/orgs/{org}/repos"],
  ["get", "/user/repos"],
  ["get", "/installation/repositories"],
  ["get", "/repos/{owner}/{repo}"],
  ["get", "/repos/{owner}/{repo}/commits"],
  ["get", "/repos/{owner}/{repo}/stats/code_frequency"],
  ["get", "/repos/{owner}/{repo}/stats/commit_activity"],
  ["get", "/repos/{owner}/{repo}/stats/contributors"],
  ["get", "/repos/{owner}/{repo}/stats/participation"],
  ["get", "/repos/{owner}/{repo}/traffic/views"],
  ["get", "/repos/{owner}/{repo}/traffic/clones"],
  ["get", "/repos/{owner}/{repo}/traffic/popular/referrers"],
  ["get", "/repos/{owner}/{repo}/traffic/popular/paths"],
  ["get", "/repos/{owner}/{repo}/releases"],
  ["get", "/repos/{owner}/{repo}/actions/runs"],
  ["get", "/repos/{owner}/{repo}/issues"],
  ["get", "/repos/{owner}/{repo}/pulls"],
  ["get", "/rate_limit"],
  ["post", "/app/installations/{installation_id}/access_tokens"],
];

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Words for people; what is left decides. */
const talk = new Set([
  "description",
  "summary",
  "example",
  "examples",
  "externalDocs",
  "tags",
  "x-github",
  "title",
]);

/** Without talk. In a map of names (`properties`, `schemas`) a key is a name, whatever it is called. */
const stripped = (value: unknown, isNames = false): unknown => {
  if (Array.isArray(value)) return value.map((item) => stripped(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => isNames || !talk.has(key));
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, stripped(inner, !isNames && key === "properties")]),
  );
};

const referencesIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : referencesIn(inner),
  );
};

const at = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), root);

const excerptOf = (whole: unknown) => {
  const paths: Record<string, Record<string, unknown>> = {};
  const waiting: string[] = [];
  for (const [method, path] of operations) {
    const operation = stripped(at(whole, ["paths", path, method]));
    if (!isObject(operation)) throw new Error(`${method} ${path} is not in the description`);
    const { parameters, requestBody, responses } = operation;
    const used = { parameters, requestBody, responses };
    (paths[path] ??= {})[method] = used;
    waiting.push(...referencesIn(used));
  }
  const components: Record<string, Record<string, unknown>> = {};
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    const [, , kind = "", name = ""] = reference.split("/");
    const shelf = (components[kind] ??= {});
    if (name in shelf) continue;
    shelf[name] = stripped(at(whole, ["components", kind, name]));
    waiting.push(...referencesIn(shelf[name]));
  }
  return { openapi: at(whole, ["openapi"]), info: { version: packageName }, paths, components };
};

const fetchPackage = (folder: string): string => {
  const packed = execFileSync("npm", ["pack", packageName, "--silent"], { cwd: folder, encoding: "utf8" });
  execFileSync("tar", ["-xzf", packed.trim()], { cwd: folder });
  return join(folder, "package");
};

const folder = mkdtempSync(join(tmpdir(), "github-openapi-"));
try {
  const source = join(process.argv[2] ?? fetchPackage(folder), "generated", "api.github.com.json");
  const excerpt = JSON.stringify(excerptOf(JSON.parse(readFileSync(source, "utf8"))));
  const target = new URL("../test/support/github/openapi.json", import.meta.url);
  writeFileSync(target, `${excerpt}\n`);
  console.log(`${operations.length} operations of ${packageName}: ${Math.round(excerpt.length / 1000)} kB`);
} finally {
  rmSync(folder, { recursive: true });
}
