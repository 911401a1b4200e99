import { answerCases } from "./hostile/answer-cases.ts";
import { connectionCases } from "./hostile/connection-cases.ts";
import type { HostileCase } from "./hostile/hostile-case.ts";
import { http2Cases } from "./hostile/http2-cases.ts";

/** Every bad or odd thing that a target can do, with the reason that a check must give: the one table of them. */
export const hostileCases: readonly HostileCase[] = [...connectionCases, ...answerCases, ...http2Cases];
