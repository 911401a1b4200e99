import { describe, expect, it } from "vitest";
import { loadYaml, problemLines } from "../../test/support/load-yaml.ts";

type Outside = Parameters<typeof loadYaml>[1];

/** A check whose option begins at line 5, column 5. */
const withOption = (option: string, outside?: Outside) =>
  loadYaml(
    `checks:
  - id: orders
    type: ping
    url: https://api.example.com/
    ${option}
`,
    outside,
  );

const lines = (option: string, outside?: Outside) => problemLines(withOption(option, outside));

const headerOf = (text: string, outside?: Outside) => {
  const titled = loadYaml(`title: ${text}\nchecks: []`, outside);
  return titled.config?.title ?? problemLines(titled);
};

describe("resolves", () => {
  it.each([
    ["${NAME}", "Orders"],
    ["a ${NAME} b ${OTHER} c", "a Orders b more c"],
    ["${MISSING:-a default}", "a default"],
    ["${EMPTY:-a default}", "a default"],
    ["${NAME:-a default}", "Orders"],
    ["${MISSING:-}x", "x"],
    ["$${NAME} costs $5", "${NAME} costs $5"],
    ['"quoted ${NAME}"', "quoted Orders"],
    ["${file:title.txt}", "From a file"],
    ["${file:/run/title}", "From run"],
    ["${file: title.txt }", "From a file"],
  ])("%s", (text, expected) => {
    const env = { NAME: "Orders", OTHER: "more", EMPTY: "" };
    const files = { "/etc/hinomi/title.txt": "From a file\n", "/run/title": "From run\r\n" };
    expect(headerOf(text, { env, files })).toBe(expected);
  });

  it("in maps in braces, where YAML itself would stop at the brace", () => {
    const text = 'server: { host: ${HOST}, port: ${PORT:-8300}, public_url: "https://${HOST}/" }\nchecks: []';
    const { config } = loadYaml(text, { env: { HOST: "hinomi.example.com" } });
    expect(config?.server).toMatchObject({ port: 8300, publicUrl: "https://hinomi.example.com" });
  });

  it("values only, never keys", () => {
    expect(problemLines(loadYaml("${NAME}: x\nchecks: []", { env: { NAME: "title" } }))[0]).toMatch(
      /^1:1 error \["\$\{NAME\}"\]: unknown key "\$\{NAME\}"/,
    );
  });

  it("numbers and switches where those are wanted", () => {
    expect(
      withOption("port: ${PORT}\n    follow: ${FOLLOW}", { env: { PORT: "443", FOLLOW: "true" } }).problems,
    ).toEqual([]);
    expect(lines("port: ${PORT}", { env: { PORT: "many" } })).toEqual([
      "5:11 error checks[0].port: must be a number, which the value of ${PORT} is not",
    ]);
  });

  it("no secrets twice: a resolved value is no reference itself", () => {
    expect(headerOf("${NAME}", { env: { NAME: "${OTHER}", OTHER: "x" } })).toBe("${OTHER}");
  });
});

describe("refuses", () => {
  it.each([
    [
      "method: ${METHOT}",
      "5:13 error checks[0].method: ${METHOT}: the environment variable METHOT is not set, did you mean METHOD?",
    ],
    ["token: x${TOKEN}", "5:13 error checks[0].token: ${TOKEN}: the environment variable TOKEN is not set"],
    ["ca: ${file:ca.pem}", "5:9 error checks[0].ca: ${file:ca.pem}: the file does not exist"],
    [
      "ca: ${A-B}",
      "5:9 error checks[0].ca: ${A-B}: is no reference; write ${NAME}, ${NAME:-default}, ${file:path}, or $${ for the text ${",
    ],
    [
      "ca: ${}",
      "5:9 error checks[0].ca: ${}: is no reference; write ${NAME}, ${NAME:-default}, ${file:path}, or $${ for the text ${",
    ],
    ["ca: ${A", "5:9 error checks[0].ca: ${ is not closed by }; write $${ for the two characters themselves"],
  ])("%s", (option, expected) => {
    expect(lines(option, { env: { METHOD: "GET" } })).toContain(expected);
  });

  it("names every occurrence at its own place", () => {
    expect(lines('ca: "${A} and ${A}"')).toEqual([
      "5:10 error checks[0].ca: ${A}: the environment variable A is not set",
      "5:19 error checks[0].ca: ${A}: the environment variable A is not set",
    ]);
  });
});

describe("stray characters", () => {
  it.each([
    ["\u00A0token-1", "removed a no-break space (U+00A0) at position 1 around the value"],
    ["token-1\n", "removed a line feed (U+000A) at position 8 around the value"],
    ["\uFEFFtoken-1", "removed a byte order mark (U+FEFF) at position 1 around the value"],
    ["token-1\u200B", "removed a zero-width space (U+200B) at position 8 around the value"],
    ["token-1\u3000", "removed an ideographic space (U+3000) at position 8 around the value"],
  ])("around a value are removed with a warning: %j", (value, message) => {
    const loaded = withOption("token: ${TOKEN}", { env: { TOKEN: value } });
    expect(problemLines(loaded)).toEqual([`5:12 warning checks[0].token: \${TOKEN}: ${message}`]);
    expect(loaded.config?.secrets).toEqual(["token-1"]);
  });

  it("are removed around a file's content, whose last line end is no surprise", () => {
    const files = { "/etc/hinomi/token": " token-1\n" };
    expect(lines("token: ${file:token}", { files })).toEqual([
      "5:12 warning checks[0].token: ${file:token}: removed a space (U+0020) at position 1 around the value",
    ]);
  });

  it.each([
    ["to ken", "a space (U+0020) at position 3"],
    ["tok\u200Ben", "a zero-width space (U+200B) at position 4"],
    ["tok\u00A0en", "a no-break space (U+00A0) at position 4"],
    ["tok\nen", "a line feed (U+000A) at position 4"],
    [
      "t\u0000\u200B\uFEFF\u2060n",
      "an invisible character (U+0000) at position 2, a zero-width space (U+200B) at position 3, a byte order mark (U+FEFF) at position 4 and 1 more",
    ],
  ])("inside a token are an error: %j", (value, found) => {
    expect(lines("token: ${TOKEN}", { env: { TOKEN: value } })).toEqual([
      `5:12 error checks[0].token: \${TOKEN}: there is ${found} inside the value; paste it again without`,
    ]);
  });

  it("may be plain spaces in a password, and in texts that are no secrets also line ends", () => {
    const text =
      "channels: { a: { type: bell, password: ${P} } }\ntitle: ${T}\ndefaults: { notify: [a] }\nchecks: []";
    expect(problemLines(loadYaml(text, { env: { P: "correct horse", T: "two\nlines" } }))).toEqual([]);
    expect(problemLines(loadYaml(text, { env: { P: "correct\u00A0horse", T: "zero\u200Bwidth" } }))).toEqual([
      "1:40 error channels.a.password: ${P}: there is a no-break space (U+00A0) at position 8 inside the value; paste it again without",
      "2:8 warning title: ${T}: there is a zero-width space (U+200B) at position 5 inside the value",
    ]);
  });

  it("name the quotes kept from an .env file and a doubled Bearer", () => {
    expect(lines("token: ${TOKEN}", { env: { TOKEN: '"token-1"' } })).toEqual([
      '5:12 error checks[0].token: ${TOKEN}: the value stands in quotes ("), as kept from an .env file; remove them',
    ]);
    expect(lines("token: ${TOKEN}", { env: { TOKEN: "Bearer token-1" } })).toEqual([
      '5:12 error checks[0].token: ${TOKEN}: the value begins with "Bearer", which is added by itself; give the token alone',
    ]);
    expect(
      lines("headers: { Authorization: Bearer ${TOKEN} }", { env: { TOKEN: "bearer token-1" } }),
    ).toEqual([
      '5:31 error checks[0].headers.Authorization: ${TOKEN} begins with "Bearer", which stands before it already',
    ]);
  });
});

describe("secrets", () => {
  const secretsOf = (text: string, env = {}) => loadYaml(`${text}\nchecks: []`, { env }).config?.secrets;

  it("are resolved values of four characters and more, but no defaults", () => {
    expect(secretsOf("title: ${A} ${B} ${C:-default}", { A: "abcd", B: "abc" })).toEqual(["abcd"]);
  });

  it("are not numbers, durations and switches, unless their key says so", () => {
    const text = "server: { port: ${PORT} }\nretention: { runs: ${KEEP} }";
    expect(secretsOf(text, { PORT: "8300", KEEP: "1000d" })).toEqual([]);
    expect(withOption("token: ${PIN}", { env: { PIN: "123456" } }).config?.secrets).toEqual(["123456"]);
  });

  it.each([
    ["token: abcd1234", "token", ["abcd1234"]],
    ['headers: { authorization: "Bearer abcd1234" }', "authorization", ["Bearer abcd1234", "abcd1234"]],
    ["headers: { X-Api-Key: abcd1234 }", "X-Api-Key", ["abcd1234"]],
  ])("are also found in plain text, with a warning: %s", (option, what, secrets) => {
    const loaded = withOption(option);
    expect(loaded.config?.secrets).toEqual(secrets);
    expect(loaded.problems.map(({ level, message }) => `${level} ${message}`)).toEqual([
      `warning ${what} stands here in plain text: keep it outside and write \${NAME} or \${file:path}`,
    ]);
  });

  it("are passwords in URLs, as they are written and decoded", () => {
    const loaded = loadYaml("title: https://user:p%20ss@example.com/\nchecks: []");
    expect(loaded.config?.secrets).toEqual(["p%20ss", "p ss"]);
    expect(problemLines(loaded)).toEqual([
      "1:8 warning title: the password in this URL stands here in plain text: keep it outside and write ${NAME} or ${file:path}",
    ]);
  });

  it("are never shown, neither what came from a reference nor what a key calls a secret", () => {
    const env = { METHOD: "POSTT" };
    expect(lines("method: ${METHOD}", { env })).toEqual([
      "5:13 error checks[0].method: must be one of GET, HEAD, POST, which the value of ${METHOD} is not",
    ]);
    expect(lines("headers: { X-Token: 4711471147114711 }")).toEqual([
      "5:25 error checks[0].headers.X-Token: must be text",
    ]);
  });

  it("are replaced in what a check type says", () => {
    const text = `checks:
  - { id: a, type: ping, url: "https://\${HOST}/", method: HEAD, expect: { json: [] } }
`;
    expect(problemLines(loadYaml(text, { env: { HOST: "canary.example.com" } }))).toEqual([
      "2:11 error checks[0].id: HEAD has no body for expect.json at https://***/",
    ]);
  });
});
