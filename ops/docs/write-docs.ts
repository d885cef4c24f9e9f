import { readFile, writeFile } from 'node:fs/promises';
import { renderDocs } from './render-docs.ts';

// Writes every generated document anew: `npm run docs`.
for (const { file, text } of await renderDocs((path) => readFile(path, 'utf8'))) {
  await writeFile(file, text);
  console.log(`Wrote ${file}.`);
}
