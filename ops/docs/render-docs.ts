import { renderOpenApi } from '#platform/http/openapi.ts';
import { settingsTable } from '#platform/settings/settings-table.ts';
import { everySetting } from '../../compose.ts';
import { renderStockHaproxy } from '../proxy/stock-haproxy.ts';
import { renderProtocol } from './render-protocol.ts';

const begin = '<!-- settings: made by npm run docs -->';
const end = '<!-- end of settings -->';

/** The generated documents as they should stand. `read` gives the text round the generated part of running.md. */
export async function renderDocs(read: (file: string) => Promise<string>) {
  return [
    { file: 'docs/protocol.md', text: renderProtocol() },
    { file: 'docs/openapi.json', text: `${JSON.stringify(renderOpenApi(), null, 2)}\n` },
    { file: 'ops/proxy/haproxy.cfg', text: renderStockHaproxy() },
    { file: 'docs/running.md', text: withSettings(await read('docs/running.md')) },
  ];
}

function withSettings(text: string): string {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/running.md must hold the lines ${begin} and ${end}.`);
  return `${before}${begin}\n${settingsTable(everySetting)}\n${end}${after}`;
}
