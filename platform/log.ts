import { join } from 'node:path';
import {
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  destination,
  type Logger,
  multistream,
  pino,
  stdTimeFunctions,
} from 'pino';
import { plainWarnings } from './log/plain-warnings.ts';
import { hideText, redact } from './log/redact.ts';
import { openRotatingFile } from './log/rotating-file.ts';
import { defineSettings, type SettingsOf } from './settings.ts';
import { oneOf } from './settings/kinds.ts';

/** A log of facts: ids and numbers in the object, one plain phrase as the message. */
export type Log = Logger;

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export const logSettings = defineSettings({
  BEDSIDE_LOG: {
    schema: oneOf(['file', 'stdout']),
    default: 'file',
    help: 'Where the log goes: file (log/bedside.log in the data folder; warnings also on the screen) or stdout, as JSON.',
  },
  BEDSIDE_LOG_LEVEL: {
    schema: oneOf(levels),
    default: 'info',
    help: `How much is logged: ${levels.join(', ')}.`,
  },
});

const FILE_BYTES = 20_000_000;
const FILES_KEPT = 5;

/** The log of this process. Into a file it writes at once, so that nothing is missing after a crash. */
export function openLog(deps: { settings: SettingsOf<typeof logSettings>; dataDirectory: string }): Log {
  const { BEDSIDE_LOG: output, BEDSIDE_LOG_LEVEL: level } = deps.settings;
  if (output === 'stdout') return createLog({ level, stream: destination({ dest: 1, sync: true }) });
  const file = openRotatingFile({
    path: join(deps.dataDirectory, 'log', 'bedside.log'),
    maxBytes: FILE_BYTES,
    kept: FILES_KEPT,
  });
  const screen = plainWarnings((line) => process.stderr.write(line));
  return createLog({
    level,
    stream: multistream([
      { level: 'trace', stream: file },
      { level: 'warn', stream: screen },
    ]),
  });
}

/** A log into any stream of JSON lines. Names, texts, tokens and the like are hidden, however deep they lie. */
export function createLog({
  level,
  stream,
}: {
  level: (typeof levels)[number];
  stream: DestinationStream;
}): Log {
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      // The formatter has described errors already; pino's own way would print all of their fields.
      serializers: { err: (described) => described },
      formatters: { level: (label) => ({ level: label }), log: redact },
      hooks: { streamWrite: hideText },
    },
    stream,
  );
  return cleanChildren(log);
}

/** Children get their fields past the formatters, so they are cleaned here; grandchildren inherit this. */
function cleanChildren(log: Log): Log {
  // oxlint-disable-next-line typescript/unbound-method -- It is applied to the child that it is called on.
  const plainChild: (fields: Bindings, options?: ChildLoggerOptions) => Log = log.child;
  return Object.assign(log, {
    child(this: Log, fields: Bindings, options?: ChildLoggerOptions): Log {
      return Reflect.apply(plainChild, this, [redact(fields), options]);
    },
  });
}

/** For tests and tools that have no use for a log. */
export const silentLog: Log = pino({ level: 'silent' }, { write: () => undefined });
