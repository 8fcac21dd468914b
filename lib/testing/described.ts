import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { openApiDocument } from '@/lib/openapi/document';

type Json = Record<string, unknown>;

/** The description with every object closed, so that what an answer holds and the description does not tell is found. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  // `properties` may itself be the name of a property.
  const isObject = parts.type === 'object' && typeof parts.properties === 'object';
  return isObject && !('additionalProperties' in parts) ? { ...parts, additionalProperties: false } : parts;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const document = closed(JSON.parse(JSON.stringify(openApiDocument('session')))) as ReturnType<
  typeof openApiDocument
>;
ajv.addSchema(document, 'openapi.json');

const pointer = (...parts: string[]) =>
  parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

/** Whether a value is what the description names `schema`. */
export function fitting(schema: string): (value: unknown) => boolean {
  return ajv.compile({ $ref: `openapi.json#/components/schemas/${schema}` });
}

/**
 * Expects that an answer of a real route is one that the description has for it: status, kind of body, body. Answers
 * the body where that is JSON.
 * @param path as in the description: `/api/webhooks/{id}`
 */
export async function expectDescribed(
  method: string,
  path: string,
  response: Response,
): Promise<Json | null> {
  const what = `${method} ${path} → ${response.status}`;
  const operation = (document.paths[path] as Record<string, Json> | undefined)?.[method.toLowerCase()];
  const responses = (operation?.responses ?? {}) as Record<string, { $ref?: string; content?: Json }>;
  const given = responses[String(response.status)];
  expect(given, `${what} is described`).toBeDefined();
  const shared = given?.$ref?.split('/').at(-1);
  const place = shared
    ? pointer('components', 'responses', shared)
    : pointer('paths', path, method.toLowerCase(), 'responses', String(response.status));
  const content = shared
    ? (document.components.responses as Record<string, { content: Json }>)[shared]?.content
    : given?.content;
  const text = await response.text();
  if (!content) {
    expect(text, `${what} has no body`).toBe('');
    return null;
  }
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(content), `${what} has a body of a described kind`).toContain(type);
  if (!/\bjson\b/.test(type)) return null;
  const body = JSON.parse(text) as Json;
  ajv.validate({ $ref: `openapi.json#/${place}/content/${pointer(type)}/schema` }, body);
  expect(ajv.errors ?? [], `${what} fits its description: ${text.slice(0, 500)}`).toEqual([]);
  return body;
}
