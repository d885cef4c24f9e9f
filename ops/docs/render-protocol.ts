import { z } from 'zod';
import type { Callers, SocketContract } from '#contracts/define.ts';
import { everyEvent } from '#contracts/events/registry.ts';
import { everySocket, socketProtocol } from '#contracts/sockets/every-socket.ts';
import { handshakeRefusals } from '#contracts/sockets/session.ts';
import { commonRefusals } from '#contracts/refusal.ts';

/** docs/protocol.md: every socket request and notice, and every event, as the contracts declare them. */
export function renderProtocol(): string {
  return [
    '# The protocol',
    '',
    'Made from `contracts/` by `npm run docs`; do not edit. The HTTP routes are in [openapi.json](openapi.json).',
    '',
    `One Socket.IO connection per client (WebSocket only), protocol number ${socketProtocol}; this number and the one`,
    'before it are accepted. Handshake of each namespace: `{ token, protocol }`. Requests go from client to server and',
    'are always acknowledged with `{ ok: true, data }` or `{ ok: false, code, message, retryAfterMs? }`. Notices go from',
    'server to client and are past tense. Every namespace also answers `session:renew` `{ token }` with',
    '`{ expiresAt }`: a socket lives as long as its access token.',
    '',
    `A handshake may be refused with ${list(handshakeRefusals)}: \`data\` of the error`,
    'is `{ code, message, retryAfterMs? }`. `crowded` means that more clients come than the node can let in soon, as when another',
    'one has died: come back after `retryAfterMs`, and up to a quarter more by chance.',
    '',
    `Every request may be refused with ${list(commonRefusals)}; the table names what it adds.`,
    '',
    'Rates, per person and request: rare 30, normal 120, busy 1,200 a minute.',
    '',
    ...everySocket.flatMap(({ service, contract }) => renderSocket(service, contract)),
    '# Events',
    '',
    'Facts on the bus: ids and numbers, never text that a person wrote. Delivered at least once, in order per key.',
    '',
    '| event | version | key | fact | data |',
    '| --- | --- | --- | --- | --- |',
    ...everyEvent.map(
      (event) =>
        `| \`${event.type}\` | ${event.version} | \`${event.key}\` | ${event.summary} | ${shape(event.data)} |`,
    ),
    '',
  ].join('\n');
}

function renderSocket(service: string, contract: SocketContract): string[] {
  return [
    `## \`${contract.namespace}\`, answered by ${service}`,
    '',
    '| request | who | rate | what | input | answer | refusals |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...Object.entries(contract.requests).map(([name, request]) =>
      [
        `| \`${name}\``,
        who(request.who),
        request.rate,
        request.summary,
        shape(request.input),
        shape(request.output),
        `${list(request.refusals)} |`,
      ].join(' | '),
    ),
    '',
    '| notice | what | data |',
    '| --- | --- | --- |',
    ...Object.entries(contract.notices).map(
      ([name, notice]) => `| \`${name}\` | ${notice.summary} | ${shape(notice.data)} |`,
    ),
    '',
  ];
}

const who = (callers: Callers): string => (callers === 'anyone' ? 'anyone' : callers.join(', '));
const list = (codes: readonly string[]): string => codes.map((code) => `\`${code}\``).join(', ');

type JsonSchema = { [key: string]: unknown };

/** A schema in a few words: `{ visitId: uuid, reason?: string }`. */
function shape(schema: z.ZodType): string {
  const words = wordsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
  return words === '{}' ? '—' : `\`${words.replaceAll('|', '\\|')}\``;
}

function wordsOf(schema: JsonSchema): string {
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) return options.map((option: JsonSchema) => wordsOf(option)).join(' | ');
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (schema['type'] === 'array') return `[${wordsOf((schema['items'] ?? {}) as JsonSchema)}]`;
  if (schema['type'] === 'object') return objectOf(schema);
  const name = schema['format'] ?? schema['type'];
  return typeof name === 'string' ? name : 'any';
}

function objectOf(schema: JsonSchema): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  if (properties.length === 0) return '{}';
  const required = new Set((schema['required'] ?? []) as string[]);
  return `{ ${properties.map(([name, inner]) => `${name}${required.has(name) ? '' : '?'}: ${wordsOf(inner)}`).join(', ')} }`;
}
