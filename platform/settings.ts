import type { z } from 'zod';
import { nearMiss } from './settings/near-miss.ts';
import { Secret } from './settings/secret.ts';

/**
 * One setting, read from the environment variable it is declared under. `schema` parses the text that stands there
 * (see settings/kinds.ts); `default` is the value itself. Without a default the schema must be optional, or the
 * setting must be given. `secret` wraps the value, so that printing it shows nothing.
 */
export type SettingDeclaration = {
  schema: z.ZodType;
  default?: unknown;
  help: string;
  secret?: true;
  example?: string;
};
export type SettingsDefinition = Record<string, SettingDeclaration>;

type Output<S extends SettingDeclaration> = z.output<S['schema']>;
type Value<S extends SettingDeclaration> = S extends { secret: true }
  ? Secret<NonNullable<Output<S>>> | Extract<Output<S>, undefined>
  : Output<S>;
/** The values of one definition, by the names of its environment variables. */
export type SettingsOf<D extends SettingsDefinition> = { readonly [N in keyof D]: Value<D[N]> };

type Intersection<U> = (U extends unknown ? (member: U) => void : never) extends (all: infer I) => void
  ? I
  : never;
type ValuesOf<All extends readonly SettingsDefinition[]> = Intersection<
  { [I in keyof All]: SettingsOf<All[I]> }[number]
>;

/** Where a value came from. */
export type SettingOrigin = 'default' | 'environment' | 'not set';
export type SettingRow = { name: string; value: string; origin: SettingOrigin; help: string };
export type ReadSettings<Values> = {
  values: Values;
  origin: (name: keyof Values & string) => SettingOrigin;
  /** One row per setting, in the order of declaration; a secret is only said to be set or not. */
  describe: () => SettingRow[];
};

/** The start cannot go on as it was asked for. Each problem is a sentence that says what to write. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];
  constructor(problems: readonly [string, ...string[]]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

type Typed<D extends SettingsDefinition> = { [N in keyof D]: { default?: Output<D[N]> } };

/** Declares a service's settings: `defineSettings({ BEDSIDE_PORT: { schema: port, default: 3000, help: '…' } })`. */
export const defineSettings = <const D extends SettingsDefinition>(definition: D & Typed<D>): D => definition;

const PREFIX = 'BEDSIDE_';

/**
 * Reads every setting once. An empty variable counts as not set. Throws `ConfigurationError` with a sentence for each
 * wrong value, for each `BEDSIDE_…` variable that nothing declares, and for each other one that is a setting misspelt.
 */
export function readSettings<const All extends readonly SettingsDefinition[]>(
  definitions: All,
  env: Record<string, string | undefined>,
): ReadSettings<ValuesOf<All>> {
  const declared = mergeDefinitions(definitions);
  const problems = unknownNames(env, [...declared.keys()]);
  const values: Record<string, unknown> = {};
  const origins = new Map<string, SettingOrigin>();
  for (const [name, setting] of declared) {
    const given = env[name] || undefined;
    const result = readOne(name, setting, given);
    if ('problem' in result) problems.push(result.problem);
    else values[name] = result.value;
    origins.set(
      name,
      given !== undefined ? 'environment' : setting.default !== undefined ? 'default' : 'not set',
    );
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new ConfigurationError([first, ...others]);
  const origin = (name: string) => origins.get(name) ?? 'not set';
  const describe = () =>
    [...declared].map(([name, { help }]) => ({
      name,
      value: shown(values[name]),
      origin: origin(name),
      help,
    }));
  // The values were parsed by the very schemas that the type is made of.
  return { values: Object.freeze(values) as ValuesOf<All>, origin, describe };
}

/** All settings by name. Two definitions may share one declaration, but not a name for two different things. */
export function mergeDefinitions(
  definitions: readonly SettingsDefinition[],
): Map<string, SettingDeclaration> {
  const declared = new Map<string, SettingDeclaration>();
  for (const [name, setting] of definitions.flatMap((definition) => Object.entries(definition))) {
    const earlier = declared.get(name);
    if (earlier && earlier !== setting)
      throw new Error(`The setting ${name} is declared twice, differently.`);
    declared.set(name, setting);
  }
  return declared;
}

function readOne(name: string, setting: SettingDeclaration, given: string | undefined) {
  const wrap = (value: unknown) => (setting.secret && value !== undefined ? new Secret(value) : value);
  if (given === undefined && setting.default !== undefined) return { value: wrap(setting.default) };
  const parsed = setting.schema.safeParse(given);
  if (parsed.success) return { value: wrap(parsed.data) };
  const example = setting.example ?? setting.default;
  const advice = example === undefined ? '' : ` Write for example ${name}=${shown(example)}.`;
  if (given === undefined) return { problem: `${name} must be set: ${sentence(setting.help)}${advice}` };
  const wrong = setting.secret ? 'has a value that cannot be used' : `cannot be "${given}"`;
  return {
    problem: `${name} ${wrong}: ${sentence(parsed.error.issues[0]?.message ?? 'it is wrong')}${advice}`,
  };
}

function unknownNames(env: Record<string, string | undefined>, known: readonly string[]): string[] {
  const unknown = Object.keys(env).filter((name) => !known.includes(name));
  return unknown.flatMap((name) => {
    const isOurs = name.startsWith(PREFIX);
    // What is not named after us may be another program's, unless it begins as one of ours and is nearly it.
    const meant = nearMiss(name, isOurs ? known : known.filter((one) => one.startsWith(name.slice(0, 4))));
    if (!isOurs && !meant) return [];
    const advice = meant ? `Did you mean ${meant}?` : 'Remove it; docs/running.md lists every setting.';
    return [`${name} is not a setting. ${advice}`];
  });
}

/** The text with a full stop, if it has no end. */
export const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A value as a person would write it in the environment. */
export function shown(value: unknown): string {
  if (value === undefined) return 'not set';
  if (value instanceof Secret) return 'set';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.join(',');
  if (value instanceof Map) return [...value].map(([name, one]) => `${name}=${one}`).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
