import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Rolldown, build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const limitBytes = 250_000;

type Chunk = Rolldown.OutputChunk;
let output: readonly (Chunk | Rolldown.OutputAsset)[] = [];

beforeAll(async () => {
  // React's and Vite's own switch between a build to look at and one to serve.
  vi.stubEnv('NODE_ENV', 'production');
  const configFile = join(import.meta.dirname, 'vite.config.ts');
  const built = await build({ configFile, logLevel: 'error', build: { write: false } });
  output = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
}, 60_000);

afterAll(() => vi.unstubAllEnvs());

const isChunk = (one: (typeof output)[number]): one is Chunk => one.type === 'chunk';
const sizeOf = (content: string | Uint8Array) => gzipSync(content).length;

/** A chunk with everything that the browser fetches because of it. */
function withImports(chunk: Chunk, seen = new Set<string>()): Set<string> {
  if (seen.has(chunk.fileName)) return seen;
  seen.add(chunk.fileName);
  for (const style of chunk.viteMetadata?.importedCss ?? []) seen.add(style);
  for (const name of chunk.imports) {
    const next = output.filter(isChunk).find(({ fileName }) => fileName === name);
    if (next !== undefined) withImports(next, seen);
  }
  return seen;
}

function chunkOf(module: string): Chunk {
  const found = output.filter(isChunk).find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)));
  if (found === undefined) throw new Error(`No chunk holds ${module}.`);
  return found;
}

function bytesOf(...modules: string[]): number {
  const files = new Set(modules.flatMap((module) => [...withImports(chunkOf(module))]));
  const parts = output.filter(({ fileName }) => files.has(fileName));
  const code = parts.reduce((sum, part) => sum + sizeOf(isChunk(part) ? part.code : part.source), 0);
  // One font, compressed as it is, for the letters of the catalogue.
  const font = output.find(({ fileName }) => /inter-latin-wght-normal.*woff2$/.test(fileName));
  const page = sizeOf(readFileSync(join(import.meta.dirname, 'index.html')));
  return code + page + (font?.type === 'asset' ? font.source.length : 0);
}

describe("the patient's first load", () => {
  it('is small: page, font, styles, text and code up to the coming visit', () => {
    const bytes = bytesOf('/web/main.tsx', '/web/patient/patient-area.tsx', '/web/text/en/patient.json');
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(limitBytes);
  });

  it("does not fetch the call's own code, the socket or the parsers of the contracts", () => {
    const files = withImports(chunkOf('/web/main.tsx'));
    for (const file of withImports(chunkOf('/web/patient/patient-area.tsx'))) files.add(file);
    const modules = output
      .filter(isChunk)
      .filter(({ fileName }) => files.has(fileName))
      .flatMap(({ moduleIds }) => moduleIds);
    const unwanted = /node_modules\/(mediasoup-client|socket\.io-client|engine\.io-client|zod)\//;
    expect(modules.filter((id) => unwanted.test(id))).toEqual([]);
  });
});
