import { startSampleApi } from "../demo/sample-api.ts";
import { systemClock } from "../engine/system-clock.ts";
import { describeOptions, durationOf, parseArguments, portOf } from "./arguments.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";

const apiOptions = {
  port: { value: "PORT", summary: "where HTTP answers (default: 3000; 0: any free port)" },
  "https-port": { value: "PORT", summary: "where HTTPS answers (default: the HTTP port + 443)" },
  host: { value: "ADDRESS", summary: "the address to listen on (default: 127.0.0.1)" },
  slow: { value: "TIME", summary: "how long the slow endpoint takes (default: 20s)" },
  flap: { value: "TIME", summary: "how long the flapping endpoint stays good, and then bad (default: 20s)" },
} as const;

const demoOptions = {
  port: { value: "PORT", summary: "where the page answers (default: 8300; 0: any free port)" },
} as const;

export const demoCommand: Command = {
  name: "demo",
  summary: "Start the sample API, and a server that watches it",
  help: `Usage: hinomi demo [--port PORT]
       hinomi demo api [options]

The demo starts the sample API and a server that watches it, until Ctrl-C.
${describeOptions(demoOptions)}
The sample API alone answers POST with JSON: good, bad, slow, flapping, drifting, and one
that a request switches; GET / lists its endpoints.
${describeOptions(apiOptions)}
Example:
  hinomi demo api --slow 5s
  hinomi check http://127.0.0.1:3000/test_status_ok_json_status_ok --method POST
`,
  run: async (args, terminal) =>
    args[0] === "api" ? await serveSampleApi(args.slice(1), terminal) : await serveDemo(args, terminal),
};

const serveDemo = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const { words, values } = parseArguments(args, demoOptions);
  if (words[0] !== undefined) throw new UsageError(`there is no demo of "${words[0]}"`);
  // The sample API alone needs no server: it starts without loading one.
  const { runDemo } = await import("../demo/run-demo.ts");
  await runDemo({
    env: terminal.env,
    clock: systemClock,
    signal: terminal.signal,
    port: portOf("port", values.port ?? "8300"),
    out: (text) => terminal.out(text),
    log: (line) => terminal.err(`${line}\n`),
  });
  return 0;
};

const serveSampleApi = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const { words, values } = parseArguments(args, apiOptions);
  if (words[0] !== undefined) throw new UsageError(`"${words[0]}" is not understood`);
  const port = portOf("port", values.port ?? "3000");
  const api = await startSampleApi({
    port,
    httpsPort: portOf("https-port", values["https-port"] ?? String(port === 0 ? 0 : port + 443)),
    ...(values.host !== undefined && { host: values.host }),
    slowMs: durationOf("slow", values.slow) ?? 20_000,
    flapMs: durationOf("flap", values.flap) ?? 20_000,
    clock: systemClock,
    random: Math.random,
  });
  terminal.out(`The sample API answers at ${api.url} and ${api.httpsUrl}; GET / lists the endpoints\n`);
  await aborted(terminal.signal);
  await api.close();
  return 0;
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
