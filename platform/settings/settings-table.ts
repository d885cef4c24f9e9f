import {
  mergeDefinitions,
  type SettingDeclaration,
  type SettingsDefinition,
  sentence,
  shown,
} from '../settings.ts';

/** The table of every setting for docs/running.md, in Markdown, in the order of declaration. */
export function settingsTable(definitions: readonly SettingsDefinition[]): string {
  const rows = [...mergeDefinitions(definitions)].map(
    ([name, setting]) => `| \`${name}\` | ${defaultCell(setting)} | ${cell(meaning(setting))} |`,
  );
  return ['| Setting | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
}

function defaultCell(setting: SettingDeclaration): string {
  const given = setting.default === undefined ? '' : shown(setting.default);
  if (given !== '') return `\`${cell(given)}\``;
  const mayBeMissing = setting.default !== undefined || setting.schema.safeParse(undefined).success;
  return mayBeMissing ? 'not set' : 'must be set';
}

function meaning({ help, example, secret }: SettingDeclaration): string {
  const extra = [example === undefined ? '' : ` For example \`${example}\`.`, secret ? ' Secret.' : ''];
  return `${sentence(help)}${extra.join('')}`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
