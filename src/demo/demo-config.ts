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
export const demoConfigText = ({ apiUrl, httpsUrl, caFile, store, port }: DemoPlaces): string => {
  const api = new URL(apiUrl);
  const secure = new URL(httpsUrl);
  return `title: Hinomi demo
server: { port: ${port} }
store: ${quote(store)}

# A demo is in a hurry: runs are frequent, and two bad ones in a row are a failure.
defaults: { every: 2s, timeout: 10s, confirm: { down: 2, up: 2 } }

groups:
  shop: { title: Shop }
  partners: { title: Partners }
  network: { title: Network, every: 5s }

checks:
  - id: orders
    title: Orders API
    group: shop
    type: http
    url: ${quote(`${apiUrl}/test_status_ok_json_status_ok`)}
    method: POST
    expect: &healthy
      status: 200
      latency: { fail: 2s }
      json: [{ path: "$.status", eq: 0 }]

  - id: payments
    title: Payments API
    group: shop
    type: http
    url: ${quote(`${apiUrl}/test_status_ng_json_status_ng`)}
    method: POST
    expect: *healthy

  - id: stock
    title: Stock API
    group: shop
    type: http
    url: ${quote(`${apiUrl}/test_status_ok_json_status_ng`)}
    method: POST
    expect: *healthy

  - id: search
    title: Search
    group: shop
    type: http
    url: ${quote(`${apiUrl}/test_drifting_latency`)}
    method: POST
    expect:
      status: 200
      latency: { warn: 250ms, fail: 2s }

  - id: reports
    title: Reports
    group: partners
    type: http
    url: ${quote(`${apiUrl}/test_status_ok_json_status_ok_long_time`)}
    method: POST
    timeout: 30s
    expect: *healthy

  - id: shipping
    title: Shipping
    group: partners
    type: http
    url: ${quote(`${apiUrl}/test_flapping`)}
    method: POST
    expect: *healthy

  # Turn it over: curl -X POST ${apiUrl}/_switch
  - id: newsletter
    title: Newsletter
    group: partners
    type: http
    url: ${quote(`${apiUrl}/test_switched`)}
    method: POST
    expect: *healthy

  - id: checkout
    title: Checkout over HTTPS
    group: network
    type: http
    url: ${quote(`${httpsUrl}/test_status_ok_json_status_ok`)}
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
};

/** Quotes a text for YAML, which takes the quotes of JSON; what looks like a reference is none. */
const quote = (text: string): string => JSON.stringify(text.replaceAll("${", "$${"));
