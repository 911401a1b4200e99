import type { CheckType } from "../core/check-type.ts";
import { feedCheck } from "./feed.ts";
import { githubCommitsCheck } from "./github-commits.ts";
import { githubRepositoriesCheck } from "./github-repositories.ts";
import { githubTrafficCheck } from "./github-traffic.ts";
import { httpCheck } from "./http.ts";
import { jsonCheck } from "./json.ts";
import { pushCheck } from "./push.ts";
import { scriptCheck } from "./script.ts";
import { tcpCheck } from "./tcp.ts";
import { tlsCheck } from "./tls.ts";

/** Every check type there is. */
export const checkTypes = [
  feedCheck,
  githubCommitsCheck,
  githubRepositoriesCheck,
  githubTrafficCheck,
  httpCheck,
  jsonCheck,
  pushCheck,
  scriptCheck,
  tcpCheck,
  tlsCheck,
] as const satisfies readonly CheckType[];
