declare module "virtual:page-assets" {
  /** What the browser build made, by source file. */
  export const manifest: Readonly<
    Record<string, { readonly file: string; readonly imports?: readonly string[] }>
  >;
}
