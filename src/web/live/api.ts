import type { ProblemView } from "../../http/schemas.ts";

/** The typed HTTP API as the page calls it. Every call rejects with the problem's detail (RFC 9457) as message. */
export interface Api {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  remove(path: string): Promise<void>;
  /** Opens the stream of live changes, of one check or of all. */
  events(signal: AbortSignal, check?: string): Promise<ReadableStream<Uint8Array>>;
}

/** What no form and no other site can send along: the server wants it with every change. */
const ours = { "x-hinomi": "1" } as const;

export const createApi = (base: string): Api => {
  const call = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${base}/api/v1${path}`, { method, credentials: "same-origin", ...init });
    if (response.ok) return response;
    // The session has ended: the server sends whoever reloads to the sign-in page and back.
    if (response.status === 401) location.reload();
    throw new Error(await detailOf(response));
  };
  return {
    get: async (path) => json(await call("GET", path)),
    post: async (path, body = {}) =>
      json(
        await call("POST", path, {
          headers: { ...ours, "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      ),
    remove: async (path) => void (await call("DELETE", path, { headers: ours })),
    async events(signal, check = "") {
      const { body } = await call("GET", `/events?check=${check}`, {
        signal,
        cache: "no-store",
      });
      if (!body) throw new Error("no stream");
      return body;
    },
  };
};

/** The server writes its answers by the schemas that `T` is inferred from; what a proxy writes lacks all fields. */
const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;

const detailOf = async (response: Response): Promise<string> => {
  const problem = await json<Partial<ProblemView>>(response).catch(() => undefined);
  return problem?.detail ?? problem?.title ?? response.statusText;
};
