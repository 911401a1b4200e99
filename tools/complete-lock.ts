/**
 * `node tools/complete-lock.ts`: adds to package-lock.json the optional platform packages that npm left out because
 * the registry in use does not have them. Without them `npm ci` refuses the file on every platform; with them each
 * platform installs its own. Run it after `npm install` when `npm ci` says "Missing: … from lock file".
 */
import { readFileSync, writeFileSync } from "node:fs";

interface Entry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Record<string, Entry>;
}

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8")) as Lock;

const systems = [
  "darwin",
  "win32",
  "linux",
  "freebsd",
  "openbsd",
  "netbsd",
  "android",
  "openharmony",
  "sunos",
  "aix",
];
const processors = [
  "arm64",
  "x64",
  "ia32",
  "arm",
  "riscv64",
  "ppc64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

/** Platform packages say their platform in their name: `@oxlint/binding-linux-x64-musl`. */
const platformOf = (name: string) => {
  const os = systems.find((system) => name.includes(system));
  const cpu = processors.find((processor) => name.includes(processor));
  const libc = os === "linux" ? (name.includes("musl") ? "musl" : "glibc") : undefined;
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) };
};

const added: string[] = [];
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages))
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] || !/^\d+\.\d+\.\d+/.test(version)) continue;
    lock.packages[path] = { version, ...(dev && { dev }), optional: true, ...platformOf(name) } as Entry;
    added.push(`${name}@${version}`);
  }

const { "": root, ...others } = lock.packages;
const sorted = Object.entries(others).toSorted(([left], [right]) => left.localeCompare(right, "en"));
const packages = Object.fromEntries([["", root], ...sorted]);
writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(added.length === 0 ? "Nothing is missing" : `Added ${added.length}:\n${added.join("\n")}`);
