import { expect, it } from "vitest";
import { catalogue } from "../catalogue.ts";
import { loadConfig } from "../config/load.ts";
import { systemClock } from "../engine/system-clock.ts";
import { createRedactor } from "../net/redact.ts";
import { createSelfSigned } from "./certificate.ts";
import { demoConfigText } from "./demo-config.ts";

it("is a valid configuration whatever the folder is called", () => {
  const caFile = '/tmp/a: ${HOME} # "b"/ca.pem';
  const { cert } = createSelfSigned({ host: "127.0.0.1", days: 10 });
  const files: string[] = [];
  const { config, problems } = loadConfig({
    file: "/tmp/demo/hinomi.yaml",
    text: demoConfigText({
      apiUrl: "http://127.0.0.1:3000",
      httpsUrl: "https://127.0.0.1:3443",
      caFile,
      store: "sqlite:/tmp/demo/hinomi.db",
      port: 0,
    }),
    env: {},
    readFile: (path) => {
      files.push(path);
      return cert;
    },
    catalogue,
    clock: systemClock,
    createRedactor,
  });
  expect(problems).toEqual([]);
  expect(files).toEqual([caFile, caFile]);
  expect(config?.pages.map(({ id, widgets }) => [id, widgets.length])).toEqual([["shop", 5]]);
  expect(config?.checks.map(({ id, everyMs }) => [id, everyMs])).toEqual([
    ["orders", 2000],
    ["payments", 2000],
    ["stock", 2000],
    ["search", 2000],
    ["reports", 5000],
    ["shipping", 2000],
    ["newsletter", 2000],
    ["checkout", 5000],
    ["port", 5000],
    ["certificate", 5000],
    ["shop", 5000],
    ["news", 30_000],
  ]);
});
