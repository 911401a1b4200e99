import { execFile } from "node:child_process";

type Environment = Readonly<Record<string, string | undefined>>;

export type GhToken =
  | { readonly kind: "printed"; readonly text: string }
  | { readonly kind: "failed"; readonly detail: string };

/** What `gh auth token` prints for a host. What it says when it fails is not passed on: it could hold anything. */
export const askGh = (hostname: string, env: Environment, signal: AbortSignal): Promise<GhToken> =>
  new Promise((resolve) => {
    const options = { env: { ...env }, signal, timeout: 10_000, maxBuffer: 65_536 };
    execFile("gh", ["auth", "token", "--hostname", hostname], options, (error, printed) => {
      if (!error) return resolve({ kind: "printed", text: printed });
      const detail =
        error.code === "ENOENT"
          ? "gh is not installed, or not in PATH: install it, or give the token in GITHUB_TOKEN"
          : "gh auth token gave none: run `gh auth login` as the user that runs Hinomi";
      resolve({ kind: "failed", detail });
    });
  });
