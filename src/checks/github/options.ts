import { z } from "zod";
import { proxy, tlsFields } from "../../options/network.ts";

const appToken = () =>
  z.strictObject({
    app_id: z
      .union([z.int().positive().transform(String), z.string().min(1)])
      .meta({ description: "The App's id or client id, from its settings page" }),
    installation_id: z
      .union([z.int().positive(), z.string().regex(/^\d+$/, "must be a number").transform(Number)])
      .meta({ description: "The installation's number: the end of its settings page's address" }),
    private_key: z
      .string()
      .min(1)
      .meta({ description: "The App's private key: PEM text, or the path of a PEM file" }),
  });

const token = () =>
  z
    .union([
      z.string().min(1).meta({ description: "The token, or gh for what `gh auth token` prints" }),
      z.strictObject({
        file: z.string().min(1).meta({ description: "A file that holds the token and nothing else" }),
      }),
      appToken().meta({ description: "A GitHub App, which gets itself a token for an hour at a time" }),
    ])
    .optional()
    .meta({
      description:
        "Token, gh, a file or a GitHub App. Default: GITHUB_TOKEN or GH_TOKEN of the environment, else none",
    });

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

const apiUrl = () =>
  z
    .url({ protocol: /^https?$/, error: "must be an absolute http:// or https:// URL" })
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && !url.search && !url.hash && !url.username && !url.password;
    }, "must have neither user, password, query nor #")
    .default("https://api.github.com")
    .meta({ description: "Base of the REST API; of GitHub Enterprise Server https://HOST/api/v3" });

/** The fields of every check type that reads GitHub, to be spread into a strict object. */
export const githubFields = {
  token: token(),
  api_url: apiUrl(),
  ca: tlsFields.ca,
  proxy: proxy(),
  allow_plain_http: z.boolean().default(false).meta({
    description: "Allow an http:// api_url beyond this machine: the token then travels readable by all",
  }),
};

const fields = z.object(githubFields);

/** What `githubFields` come to. */
export type GitHubOptions = z.output<typeof fields>;

/**
 * @throws {Error} when the token would travel unencrypted to another machine
 */
export const refusePlainHttp = ({ api_url, allow_plain_http }: GitHubOptions): void => {
  const { protocol, hostname } = new URL(api_url);
  if (protocol === "https:" || allow_plain_http || isLoopback(hostname)) return;
  throw new Error(
    "api_url is http://, which shows the token to everybody on the way: use https://, or set allow_plain_http",
  );
};
