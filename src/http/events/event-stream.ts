/** One open answer of server-sent events (WHATWG HTML, section 9.2). */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** False while the reader is too slow: what is sent then piles up. */
  ready(): boolean;
  send(text: string): void;
  close(): void;
}

const bufferBytes = 65_536;

/** `onEnd` is called once, whoever ends the stream; `onRoom` whenever the reader has taken something. */
export const openEventStream = (input: {
  readonly onRoom: () => void;
  readonly onEnd: () => void;
  readonly signal?: AbortSignal;
}): EventStream => {
  const { onRoom, onEnd, signal } = input;
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const release = (): void => {
    controller = undefined;
    signal?.removeEventListener("abort", close);
    onEnd();
  };
  const close = (): void => {
    controller?.close();
    if (controller) release();
  };
  signal?.addEventListener("abort", close, { once: true });
  const body = new ReadableStream<Uint8Array>(
    { start: (opened) => void (controller = opened), pull: onRoom, cancel: release },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
  );
  return {
    body,
    ready: () => (controller?.desiredSize ?? 0) > 0,
    send: (text) => controller?.enqueue(encoder.encode(text)),
    close,
  };
};
