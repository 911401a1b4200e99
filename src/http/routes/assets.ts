import { acceptedEncoding, compressed, compressible, type Encoding } from "../compress.ts";
import { notFound } from "../problem.ts";
import type { HttpApp, Site } from "../site.ts";

/** A watchtower's bell, in the colour of the state "up". */
const favicon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#c2410c" d="M16 2 4 10v2h24v-2zM7 14h4v16H7zm14 0h4v16h-4zM13 14h6v5l1 3h-8l1-3zm2 9h2v2h-2z"/></svg>';

/** The page's built files. Their names carry a hash, so a browser keeps them for good. */
export const addAssets = (app: HttpApp, { pages }: Site): void => {
  const compressedAsset = createCompressedAssets();

  app.get("/assets/*", async (context) => {
    const path = context.req.path.slice("/assets/".length);
    const asset = pages.asset(path);
    if (!asset) throw notFound("file");
    const headers = {
      "content-type": asset.type,
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    };
    const encoding = acceptedEncoding(context.req.header("accept-encoding"));
    if (!encoding || !compressible.test(asset.type))
      return context.body(new Uint8Array(asset.body), 200, headers);
    const body = await compressedAsset(path, encoding, asset.body);
    return context.body(body, 200, { ...headers, "content-encoding": encoding });
  });

  for (const path of ["/favicon.ico", "/favicon.svg"])
    app.get(path, (context) =>
      context.body(favicon, 200, {
        "content-type": "image/svg+xml",
        "cache-control": "public, max-age=86400",
      }),
    );
};

/** Each file is compressed once, as well as can be, when it is first asked for. */
const createCompressedAssets = () => {
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  return (path: string, encoding: Encoding, body: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => {
    const key = `${encoding} ${path}`;
    const found = kept.get(key) ?? compressed(body, encoding, 11);
    kept.set(key, found);
    return found;
  };
};
