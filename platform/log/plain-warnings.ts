import { z } from 'zod';

const LoggedLine = z.object({
  level: z.string(),
  msg: z.string().optional(),
  service: z.string().optional(),
  err: z.object({ message: z.string() }).optional(),
});

/** Turns JSON lines into one plain line each, for a person who started the server by hand. */
export function plainWarnings(print: (line: string) => void): { write(line: string): void } {
  return {
    write(line) {
      const { level, msg, service, err } = LoggedLine.parse(JSON.parse(line));
      const where = service === undefined ? '' : `${service}: `;
      const message = [msg, err?.message].filter((part) => part !== undefined && part !== '').join(': ');
      print(`${level === 'warn' ? 'warning' : level}: ${where}${message}\n`);
    },
  };
}
