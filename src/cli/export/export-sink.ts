import { ConfigError, describeProblem, exportToSink, readConfig } from "../../app.ts";
import { findConfig } from "../../config/read.ts";
import { closest } from "../../core/closest.ts";
import type { Config } from "../../core/config.ts";
import { formatDuration } from "../../core/duration.ts";
import { systemClock } from "../../engine/system-clock.ts";
import { createRedactor } from "../../net/redact.ts";
import { type Terminal, UsageError } from "../command.ts";

/**
 * `hinomi export --sink ID`: writes everything to a sink again. While a server runs, which has the store, a token in
 * HINOMI_TOKEN lets the server do it.
 * @throws {UsageError} when there is no such sink
 */
export const exportSink = async (
  sinkId: string,
  named: string | undefined,
  terminal: Terminal,
): Promise<number> => {
  const { env, cwd, err, out } = terminal;
  const file = findConfig({ config: named, env, cwd });
  const { config, problems } = readConfig(file, env, systemClock);
  for (const problem of problems) err(`${describeProblem(problem)}\n`);
  if (!config) throw new ConfigError(file, problems);
  const sink = config.sinks.find(({ id }) => id === sinkId);
  if (!sink) throw unknownSink(sinkId, config);
  const token = env["HINOMI_TOKEN"]?.trim();
  if (token) {
    await askServer(config, sinkId, token);
    out(`${sinkId}: the server writes everything again; GET /api/v1/sinks shows how far it is\n`);
    return 0;
  }
  const redact = createRedactor(config.secrets);
  const result = await exportToSink(config, sink, {
    clock: systemClock,
    signal: terminal.signal,
    onStep: ({ pause }) => {
      if (pause)
        err(
          redact(`${sinkId}: waiting ${formatDuration(Math.ceil(pause.ms / 1000) * 1000)}: ${pause.why}\n`),
        );
    },
  });
  const counted = `${result.points} ${result.points === 1 ? "number" : "numbers"}`;
  if (result.kind === "complete") {
    out(`✔ ${sinkId}: ${counted}\n`);
    return 0;
  }
  out(redact(`✖ ${sinkId}: stopped after ${counted}: ${result.detail}\n`));
  return 1;
};

const askServer = async ({ server }: Config, sinkId: string, token: string): Promise<void> => {
  const base = (server.publicUrl ?? `http://${server.host}:${server.port}`).replace(/\/$/, "");
  const url = `${base}/api/v1/sinks/${encodeURIComponent(sinkId)}/rewrite`;
  const response = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` } }).catch(
    () => {
      throw new Error(`no server answers at ${base}`);
    },
  );
  if (!response.ok)
    throw new Error(`the server answered ${response.status}: is HINOMI_TOKEN one of its tokens?`);
};

const unknownSink = (id: string, { sinks }: Config): UsageError => {
  const ids = sinks.map((sink) => sink.id);
  const meant = closest(id, ids);
  const hint = meant ? `, did you mean "${meant}"?` : ids.length === 0 ? ": the file has no sinks" : "";
  return new UsageError(`there is no sink "${id}"${hint}`);
};
