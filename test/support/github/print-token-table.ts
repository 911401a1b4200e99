import { playVariant, tokenVariants } from "./token-table.ts";

/** Plays every variant of a token and prints what its user reads: `node test/support/github/print-token-table.ts`. */
const print = (line: string) => process.stdout.write(`${line}\n`);
const cell = (texts: readonly string[]) => texts.join("<br>").replaceAll("|", String.raw`\|`) || "nothing";

print("| the token | GITHUB_TOKEN, reading the file | token: ${MY_TOKEN}, reading the file | the run |");
print("| --- | --- | --- | --- |");
for (const variant of tokenVariants) {
  const { name, implicit, named, run = "does not begin" } = await playVariant(variant);
  print(`| ${name} | ${cell(implicit)} | ${cell(named)} | ${cell([run])} |`);
}
