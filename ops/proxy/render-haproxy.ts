import { apiRoot, everyRoute } from '#contracts/http/every-route.ts';

/** Where a process is, as `host:port`, or the environment variable that says so; without that it is left out. */
export type ProxiedServer = string | { variable: string };
/** The processes of each service. */
export type Backends = Readonly<Record<string, readonly ProxiedServer[]>>;

type Proxy = {
  /** What stands before everything else. */
  head?: string;
  /** What the frontend listens on, and what is said of it alone, as HAProxy writes it. */
  entry: readonly string[];
  backends: Backends;
  /** What else is said of every server. */
  serverOptions?: string;
};

/** Paths that answer machines of this installation alone. */
const internal = ['/rpc', '/metrics', '/livez', '/readyz'];
/** Paths of services that are no routes of the API. */
const others: Readonly<Record<string, readonly string[]>> = {
  identity: ['/.well-known/'],
  billing: ['/stripe/'],
};

/**
 * A configuration of HAProxy (2.6 or later) as the single entry to an installation: each route goes to the service that answers
 * it, pages and sockets to a signaling node. Any signaling node will do for any request, so nothing is sticky; one that is gone
 * is left out and its sockets are cut, so that their clients know at once; a request that found it closed is sent to the next.
 */
export function renderHaproxy({ head = '', entry, backends, serverOptions = '' }: Proxy): string {
  const apart = Object.keys(backends).filter(
    (service) => service !== 'signaling' && pathsOf(service).length > 0,
  );
  const every = [...apart, 'signaling'];
  return `${head}defaults
  mode http
  option forwardfor
  option redispatch 1
  retries 3
  # What creates something carries a key, so that a request that came twice is done once.
  retry-on conn-failure empty-response
  timeout connect 500ms
  timeout client 60s
  timeout server 60s
  timeout queue 5s
  timeout http-request 10s
  timeout http-keep-alive 60s
  # A socket lives for as long as it answers pings.
  timeout tunnel 1h
  # One that refuses every connection is left out at once: it has the fewest, so all who come would be sent to it.
  default-server check inter 500ms fall 2 rise 1 observe layer4 error-limit 8 on-error mark-down on-marked-down shutdown-sessions${serverOptions}

frontend bedside
${entry.map((line) => `  ${line}`).join('\n')}
  # In whatever letters: the server reads paths without regard to case.
  http-request deny deny_status 404 if { path,url_dec,lower -m beg ${internal.join(' ')} }
  # Only what the proxy itself says of a client is believed.
  http-request del-header x-forwarded- -m beg
  http-request del-header forwarded
  # One id for the request here, in the server's log and in its answer (W3C Trace Context).
  http-request set-header traceparent 00-%[uuid,regsub(-,,g)]-%[uuid,regsub(-,,g),bytes(0,16)]-01 unless { req.hdr(traceparent) -m reg ^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$ }
  http-request set-var(txn.request) req.hdr(traceparent),bytes(3,32)
  http-after-response set-header x-request-id %[var(txn.request)] if { var(txn.request) -m found }
${apart.flatMap((service) => pathsOf(service).map((path) => `  acl is_${service} ${path}`)).join('\n')}
  # What is left are pages and sockets.
  http-request deny deny_status 405 unless { method GET HEAD } or ${apart.map((service) => `is_${service}`).join(' or ')} or { path_beg ${apiRoot}/ }
  # Where no process is ready, as while Redis is away, any that lives says itself what it can still do.
${every
  .flatMap((service) => {
    const condition = service === 'signaling' ? [] : [`is_${service}`];
    const unready = [...condition, `{ nbsrv(${service}) eq 0 }`].join(' ');
    return service === 'signaling'
      ? [`  use_backend signaling_unready if ${unready}`]
      : [`  use_backend ${service}_unready if ${unready}`, `  use_backend ${service} if is_${service}`];
  })
  .join('\n')}
  default_backend signaling

${every.map((service) => renderBackend(service, backends[service] ?? [])).join('\n\n')}
`;
}

function renderBackend(service: string, servers: readonly ProxiedServer[]): string {
  const balance = `  balance ${service === 'signaling' ? 'leastconn' : 'roundrobin'}`;
  const lines = (options = '') => servers.flatMap((server, index) => lineOf(service, server, index, options));
  return [
    `backend ${service}`,
    balance,
    '  option httpchk GET /readyz',
    '  # One that is not ready or drains is sent nothing new, and keeps the sockets it has.',
    '  http-check expect status 200 error-status L7OKC',
    ...lines(),
    '',
    `backend ${service}_unready`,
    balance,
    ...lines(' no-check'),
  ].join('\n');
}

function lineOf(service: string, server: ProxiedServer, index: number, options: string): string[] {
  const name = `${service}-${index + 1}`;
  if (typeof server === 'string') return [`  server ${name} ${server}${options}`];
  return [
    `  .if defined(${server.variable})`,
    `  server ${name} "\${${server.variable}}"${options}`,
    '  .endif',
  ];
}

function pathsOf(service: string): string[] {
  const routes = everyRoute
    .filter((one) => owner(one.service) === service)
    .flatMap(({ contract }) => Object.values(contract))
    .map(({ path }) => `path_reg ^${apiRoot}${path.replaceAll(/:\w+/g, '[^/]+')}/?$`);
  return [...new Set(routes), ...(others[service] ?? []).map((path) => `path_beg ${path}`)];
}

// What administrators ask of the process itself is answered beside identity.
const owner = (service: string) => (service === 'admin' ? 'identity' : service);
