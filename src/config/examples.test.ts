import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { loadYaml, problemLines } from "../../test/support/load-yaml.ts";
import { checkTypes } from "../checks/registry.ts";
import { createSelfSigned } from "../demo/certificate.ts";
import { notifiers } from "../notifiers/registry.ts";
import { sinks } from "../sinks/registry.ts";

const pair = createSelfSigned({ host: "example.com", days: 30 });
const catalogue = { checkTypes, notifiers, sinks };

/** Secrets with a form of their own. */
const special: Readonly<Record<string, string>> = {
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
  SLACK_WEBHOOK: "https://hooks.slack.example/services/T000/B000/XXXX",
  ROCKETCHAT_WEBHOOK: "https://chat.example.com/hooks/abc/def",
};

const load = (text: string) => {
  const names = [...text.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map(([, name = ""]) => name);
  const env = Object.fromEntries(names.map((name) => [name, special[name] ?? `value-of-${name}`]));
  const paths = [...text.matchAll(/\$\{file:([^}]+)\}/g)].map(([, path = ""]) => path.trim());
  const pems = [...text.matchAll(/[\w./-]+\.pem\b/g)].map(([path]) => path);
  const files = Object.fromEntries([
    ...paths.map((path) => [resolve("/etc/hinomi", path), "a secret from a file\n"]),
    ...pems.map((path) => [resolve("/etc/hinomi", path), path.includes("key") ? pair.key : pair.cert]),
  ]);
  return loadYaml(text, { env, files, catalogue, now: Date.UTC(2026, 10, 22) });
};

it.each(globSync("examples/*.yaml"))("%s has no problem", (file) => {
  expect(problemLines(load(readFileSync(file, "utf8")))).toEqual([]);
});

/** Other programs are configured in YAML, too. */
const isOurs = ({ text }: { readonly text: string }) =>
  !/^(scrape_configs|services|apiVersion|on):/m.test(text);

const blocks = ["README.md", ...globSync("docs/**/*.md")].flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/^```yaml\n(.*?)^```/gms)].map(({ 1: text = "", index }) => ({
    name: `${file}, the block at ${index}`,
    text,
  })),
);

it.each(blocks.filter(isOurs))("$name has no problem", ({ text }) => {
  expect(problemLines(load(asFile(text)))).toEqual([]);
});

/** A page may show a part of a file: what it leaves out is added. */
const asFile = (text: string): string => {
  const channels = [...text.matchAll(/notify: \[([^\]]*)\]/g)].flatMap(([, names = ""]) =>
    names.split(/,\s*/),
  );
  const declared = text.includes("channels:") || channels.length === 0;
  const added = [...new Set(channels)].map((id) => `  ${id}: { type: webhook, url: "https://a.example/" }\n`);
  return [
    text,
    /^checks:/m.test(text) ? "" : "checks: []\n",
    declared ? "" : `channels:\n${added.join("")}`,
    channels.length === 0 && text.includes("channels:")
      ? `defaults: { notify: [${channelsOf(text).join(", ")}] }\n`
      : "",
  ].join("");
};

const channelsOf = (text: string): readonly string[] => {
  const part = /^channels:\n((?: .*\n|\n)*)/m.exec(text)?.[1] ?? "";
  return [...part.matchAll(/^ {2}([a-z][\w.-]*):/gm)].map(([, id = ""]) => id);
};
