/** Where the demo's parts are. */
export interface DemoPlaces {
  /** The sample API: `http://127.0.0.1:3000`. */
  readonly apiUrl: string;
  /** The sample API over TLS: `https://127.0.0.1:3443`. */
  readonly httpsUrl: string;
  /** A file with the sample API's certificate, PEM. */
  readonly caFile: string;
  /** A store's address: `sqlite:/tmp/demo/hinomi.db`. */
  readonly store: string;
  /** The page's port; 0 for any free one. */
  readonly port: number;
}

/** The configuration that the demo runs, as a person would write it. */
export const demoConfigText = ({ apiUrl, httpsUrl, caFile, store, port }: DemoPlaces): string => `\
title: Hinomi demo
server: { port: ${port} }
store: ${quote(store)}

# A demo is in a hurry: runs are frequent, and two bad ones in a row are a failure.
defaults: { every: 2s, timeout: 2s, confirm: { down: 2, up: 2 } }

groups:
  shop: { title: Shop }
  partners: { title: Partners }
  network: { title: Network, every: 5s }
  numbers: { title: Numbers }

checks:
${apiCheck("orders", "Orders API", "shop", `${apiUrl}/test_status_ok_json_status_ok`)}
${apiCheck("payments", "Payments API", "shop", `${apiUrl}/test_status_ng_json_status_ng`)}
${apiCheck("stock", "Stock API", "shop", `${apiUrl}/test_status_ok_json_status_ng`)}
${apiCheck("search", "Search, with a latency that drifts", "shop", `${apiUrl}/test_drifting_latency`)}
${apiCheck("reports", "Reports, slow", "partners", `${apiUrl}/test_status_ok_json_status_ok_long_time`, "5s")}
${apiCheck("shipping", "Shipping, comes and goes", "partners", `${apiUrl}/test_flapping`)}
  # Turn it over: curl -X POST ${apiUrl}/_switch
${apiCheck("newsletter", "Newsletter", "partners", `${apiUrl}/test_switched`)}
${networkChecks(new URL(apiUrl), new URL(httpsUrl), caFile)}
${numbers(apiUrl)}`;

/** A slow endpoint gets an interval that leaves it the time to answer: it is down for having been slow. */
const apiCheck = (id: string, title: string, group: string, url: string, every = "2s"): string => `\
  - id: ${id}
    title: ${quote(title)}
    group: ${group}
    type: http
    url: ${quote(url)}
    method: POST
    every: ${every}
    timeout: ${every}
    expect:
      status: 200
      latency: { warn: 500ms, fail: 2s }
      json: [{ path: "$.status", eq: 0 }]
`;

/** The certificate expires in ten days: too soon for the first check, soon enough for the last. */
const networkChecks = (api: URL, secure: URL, caFile: string): string => `\
  - id: checkout
    title: Checkout over HTTPS
    group: network
    type: http
    url: ${quote(new URL("/test_status_ok_json_status_ok", secure).href)}
    method: POST
    ca: ${quote(caFile)}
    expect:
      certificate: { warn: 21d, fail: 7d }

  - id: port
    title: Port of the sample API
    group: network
    type: tcp
    host: ${quote(api.hostname)}
    port: ${api.port}

  - id: certificate
    title: Certificate of the sample API
    group: network
    type: tls
    host: ${quote(secure.hostname)}
    port: ${secure.port}
    ca: ${quote(caFile)}
    expect:
      certificate: { warn: 5d, fail: 3d }
`;

/** Numbers beside what is up. An hour is the shortest range, and a demo is shorter: lines begin where it began. */
const numbers = (apiUrl: string): string => `\
  - id: shop
    title: Sample shop
    group: numbers
    type: json
    url: ${quote(`${apiUrl}/_numbers`)}
    every: 5s
    readings: { visitors: "$.visitors", orders_today: "$.orders_today", shelf: { path: "$.shelf", unit: ratio } }

  - id: news
    title: News of the sample shop
    group: numbers
    type: feed
    url: ${quote(`${apiUrl}/_news`)}
    every: 30s

pages:
  - id: shop
    title: The sample shop
    widgets:
      - { type: number, series: shop.visitors, title: Visitors, value: last }
      - { type: number, series: shop.orders_today, title: Orders today, value: last }
      - type: chart
        title: Visitors beside the latency of the search
        range: 1h
        lines: [shop.visitors, search.latency]
        incidents: [shipping]
      - { type: line, series: shop.shelf, title: On the shelf, range: 1h }
      - { type: feed, check: news }
`;

/** Quotes a text for YAML, which takes the quotes of JSON; what looks like a reference is none. */
const quote = (text: string): string => JSON.stringify(text.replaceAll("${", () => "$${"));
