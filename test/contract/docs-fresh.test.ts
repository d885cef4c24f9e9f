import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDocs } from '../../ops/docs/render-docs.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFile(join(root, file), 'utf8');

describe('generated documents', async () => {
  const documents = await renderDocs(read);

  it.each(documents)('$file says what the code says', async ({ file, text }) => {
    expect(await read(file), 'stale: run npm run docs').toBe(text);
  });
});
