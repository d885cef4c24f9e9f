import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const web = join(import.meta.dirname, '..');
const catalogueFolder = join(import.meta.dirname, 'en');
/** Attributes whose words people read or hear. */
const readAttributes = new Set([
  'aria-label',
  'aria-description',
  'alt',
  'label',
  'placeholder',
  'title',
  'description',
]);
const plural = /_(zero|one|two|few|many|other)$/;

const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
  .map((file) => join(web, file))
  .map((file) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function place(node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${relative(web, file.fileName)}:${line + 1}`;
}

/** Every key of a part of the catalogue, written with dots. */
function keysOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return Object.entries(value).flatMap(([name, child]) =>
    keysOf(child, prefix === '' ? name : `${prefix}.${name}`),
  );
}

const areas = readdirSync(catalogueFolder).map((file) => ({
  area: file.replace('.json', ''),
  keys: keysOf(JSON.parse(readFileSync(join(catalogueFolder, file), 'utf8'))),
}));

/** Every string in the code, and every template as a pattern with holes. */
function wordsOfCode() {
  const literals = new Set<string>();
  const patterns: RegExp[] = [];
  for (const source of sources) {
    walk(source, (node) => {
      if (ts.isStringLiteralLike(node)) literals.add(node.text);
      if (!ts.isTemplateExpression(node)) return;
      const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      // A template that begins with a hole could be any key.
      if (/^[a-z]\w*\./i.test(node.head.text))
        patterns.push(new RegExp(`^${parts.map(escape).join('[^.]+')}$`));
    });
  }
  return { literals, patterns };
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('the text of the site', () => {
  it('stands in the catalogue, not in components', () => {
    const found: string[] = [];
    for (const source of sources) {
      walk(source, (node) => {
        if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(`${place(node)} ${node.text.trim()}`);
        if (!ts.isJsxAttribute(node) || node.initializer === undefined) return;
        const isRead = readAttributes.has(node.name.getText());
        if (isRead && ts.isStringLiteral(node.initializer) && /\p{L}/u.test(node.initializer.text)) {
          found.push(`${place(node)} ${node.initializer.text}`);
        }
      });
    }
    expect(found).toEqual([]);
  });

  it('has no word that nothing shows', () => {
    const { literals, patterns } = wordsOfCode();
    const isWritten = (key: string) => literals.has(key) || patterns.some((pattern) => pattern.test(key));
    const unused = areas.flatMap(({ area, keys }) => {
      const isUsed = (key: string) => isWritten(key) || isWritten(`${area}:${key}`);
      return keys
        .filter((key) => !isUsed(key) && !isUsed(key.replace(plural, '')))
        .map((key) => `${area}: ${key}`);
    });
    expect(unused).toEqual([]);
  });

  it('says every plural in the forms that English has', () => {
    const halves = areas.flatMap(({ area, keys }) =>
      keys
        .filter((key) => key.endsWith('_one') && !keys.includes(key.replace(/_one$/, '_other')))
        .map((key) => `${area}: ${key}`),
    );
    expect(halves).toEqual([]);
  });
});
