import { type Backends, renderHaproxy } from './render-haproxy.ts';

/** How many processes of each service the stock configuration has room for. */
const rooms: Readonly<Record<string, number>> = {
  identity: 2,
  visits: 2,
  billing: 2,
  audit: 2,
  signaling: 8,
};

const variableOf = (service: string, number: number) => `PROXY_${service.toUpperCase()}_${number}`;
const variablesOf = (service: string) =>
  Array.from({ length: rooms[service] ?? 0 }, (_, index) => ({ variable: variableOf(service, index + 1) }));

const head = `# The single entry to an installation of several processes: TLS, and only what is public.
# Made from the contracts by \`npm run docs\`; do not edit. docs/running.md says how it is used. The environment says where what is:
#   PROXY_SIGNALING_1=host:port ... _${rooms['signaling']}, and _1 and _2 of ${Object.keys(rooms)
  .filter((service) => service !== 'signaling')
  .map((service) => `PROXY_${service.toUpperCase()}`)
  .join(', ')}
#   PROXY_CERTIFICATE   certificate, chain and private key in one file (PEM); /etc/haproxy/bedside.pem unless set
#   PROXY_HTTPS, PROXY_HTTP   what it listens on; :443 and :80 unless set

${Object.keys(rooms)
  .map((service) => variableOf(service, 1))
  .map(
    (variable) =>
      `.if !defined(${variable})\n  .alert "Set ${variable} to the address of that process, as host:port."\n.endif`,
  )
  .join('\n')}

global
  log stdout format raw daemon info
  # Containers may have no limit of their own, and memory is set aside for each.
  fd-hard-limit 200000
  hard-stop-after 60s
  # TLS as Mozilla's "intermediate" has it.
  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
  ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
  # A socket has a connection of its own, and never waits behind a page.
  h2-workaround-bogus-websocket-clients

# Names are looked up again while it runs: a container that is made anew has another address.
resolvers machine
  parse-resolv-conf
  hold valid 5s

frontend plain
  mode http
  timeout client 10s
  timeout http-request 10s
  bind "\${PROXY_HTTP-:80}"
  http-request redirect scheme https code 308

`;

/** What the frontend of the stock configuration says beside the routes. */
const entry = [
  'bind "${PROXY_HTTPS-:443}" ssl crt "${PROXY_CERTIFICATE-/etc/haproxy/bedside.pem}" alpn h2,http/1.1',
  'log global',
  '# Without queries, agents and cookies: no more of a person than the address.',
  'log-format "%ci %b/%s %ST %TR/%Tw/%Tc/%Tr/%Ta %ts %HM %[var(txn.path)] %[var(txn.request)]"',
  'http-request set-var(txn.path) path',
  '# Put over what the servers say, so that it is there once.',
  'http-after-response set-header strict-transport-security "max-age=31536000; includeSubDomains"',
];

/** The text of ops/proxy/haproxy.cfg. */
export function renderStockHaproxy(): string {
  const backends: Backends = Object.fromEntries(
    Object.keys(rooms).map((service) => [service, variablesOf(service)]),
  );
  return renderHaproxy({
    head,
    entry,
    backends,
    serverOptions: ' resolvers machine init-addr last,libc,none resolve-prefer ipv4',
  });
}
