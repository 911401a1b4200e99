import { startFakeHttp, type FakeHttp } from "./fake-http.ts";

export interface FakeWebhookReceiver extends FakeHttp {
  /** Where messages are posted. */
  readonly address: string;
  /** The bodies taken, one per `webhook-id`: a repetition is the same message. */
  messages(): readonly { readonly id: string; readonly body: unknown; readonly text: string }[];
}

/** Starts a receiver that takes every POST with 204 and drops repetitions by `webhook-id`, as a good receiver does. */
export const startFakeWebhookReceiver = async (
  options: {
    readonly port?: number;
    readonly path?: string;
    readonly tls?: { readonly cert: string; readonly key: string };
  } = {},
): Promise<FakeWebhookReceiver> => {
  const messages = new Map<string, { id: string; body: unknown; text: string }>();
  const http = await startFakeHttp({
    handle: ({ method, headers, body, text }) => {
      if (method !== "POST") return { status: 405, body: "" };
      const id = String(headers["webhook-id"]);
      messages.set(id, { id, body, text });
      return { status: 204, body: "" };
    },
    ...(options.port !== undefined && { port: options.port }),
    tls: options.tls,
  });
  return {
    ...http,
    address: `${http.url}${options.path ?? "/receive"}`,
    messages: () => [...messages.values()],
  };
};
