import { loadPart } from "./load.ts";
import { maxPart } from "./max.ts";
import { parsePart } from "./parse.ts";
import { peersPart } from "./peers.ts";
import { probePart } from "./probe.ts";
import type { Report } from "./report/report.ts";
import { runPart } from "./run.ts";
import type { PartName, Settings } from "./settings.ts";
import { soakPart } from "./soak.ts";
import { startPart } from "./start.ts";
import { storePart } from "./store.ts";

export const parts: Readonly<Record<PartName, (settings: Settings) => Promise<Report>>> = {
  probe: probePart,
  run: runPart,
  load: loadPart,
  store: storePart,
  start: startPart,
  parse: parsePart,
  peers: peersPart,
  max: maxPart,
  soak: soakPart,
};
