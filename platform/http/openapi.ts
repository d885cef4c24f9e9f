import { z } from 'zod';
import type { HttpContract, HttpRoute } from '#contracts/define.ts';
import { apiRoot, everyRoute } from '#contracts/http/every-route.ts';
import { statusOf } from './problem.ts';

const problem = {
  description: 'A refusal (RFC 9457). `code` says which.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The whole HTTP interface as OpenAPI 3.1, made from the contracts. */
export function renderOpenApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { contract } of everyRoute)
    for (const [name, route] of Object.entries(contract as HttpContract)) {
      const path = (paths[route.path.replace(/:(\w+)/g, '{$1}')] ??= {});
      path[route.method.toLowerCase()] = describe(name, route);
    }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bedside',
      version: '1',
      description: 'Video visits, waiting rooms, chat and provable billing.',
    },
    servers: [{ url: apiRoot }],
    paths,
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'detail', 'code', 'traceId'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            code: { type: 'string' },
            traceId: { type: 'string' },
            retryAfterMs: { type: 'number' },
          },
        },
      },
    },
  };
}

function describe(name: string, route: HttpRoute): object {
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...(route.who === 'anyone' ? {} : { security: [{ accessToken: [] }], 'x-roles': route.who }),
    'x-rate': route.rate,
    parameters: [...fields('path', route.params), ...fields('query', route.query), ...headers(route)],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
          },
        }
      : {}),
    responses: responses(route),
  };
}

function responses(route: HttpRoute): Record<string, object> {
  const ok =
    route.status === 204
      ? { description: 'Done.' }
      : {
          description: 'Done.',
          content: { 'application/json': { schema: schemaOf(route.output, 'output') } },
        };
  const refused = new Map<number, string[]>();
  for (const code of route.refusals)
    refused.set(statusOf(code), [...(refused.get(statusOf(code)) ?? []), code]);
  const answers: Record<string, object> = { [route.status]: ok, default: problem };
  for (const [status, codes] of refused) answers[status] = { ...problem, description: codes.join(', ') };
  return answers;
}

function fields(place: 'path' | 'query', shape: z.ZodObject | undefined): object[] {
  if (!shape) return [];
  return Object.entries(shape.shape).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || !(schema as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(schema as z.ZodType, 'input'),
  }));
}

function headers(route: HttpRoute): object[] {
  const header = (name: string) => ({ name, in: 'header', required: true, schema: { type: 'string' } });
  return [
    ...(route.creates ? [header('Idempotency-Key')] : []),
    ...(route.changes ? [header('If-Match')] : []),
  ];
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
