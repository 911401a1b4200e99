/** Waits until `found` gives something, asking often; fails with what it was waiting for. */
export const eventually = async <T>(
  what: string,
  found: () => T | undefined | Promise<T | undefined>,
  limitMs = 60_000,
): Promise<NonNullable<T>> => {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await found();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
