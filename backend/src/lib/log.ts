import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Paths whose values never reach a log: secrets and personal data. */
const REDACTED = [
  'password',
  'token',
  'authorization',
  'cookie',
  'email',
  'phone',
  'name',
  'address',
  'secret',
].flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/**
 * The logger of one process: JSON lines in production, readable in a terminal.
 * @param service the role, written into every line
 */
export function createLog(service: string, level: string, pretty = process.stdout.isTTY): Logger {
  return pino({
    level,
    base: { service },
    // By their names, which people and Loki read.
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: [...REDACTED, 'req.headers.authorization', 'req.headers.cookie'], censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(pretty
      ? {
          transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,service', singleLine: true } },
        }
      : {}),
  });
}
