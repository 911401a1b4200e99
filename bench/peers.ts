import type { Report } from "./report/report.ts";
import { skippedReport } from "./report/report.ts";
export const peersPart = async (): Promise<Report> => skippedReport("peers", "not yet");
