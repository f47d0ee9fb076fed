import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { DAY, dayOf } from '../../../backend/src/scheduling/days.ts';
import type { Recorded, Value } from './record.ts';
import { SLOTS } from './slots.ts';

const run = promisify(execFile);

export const hasPgbench = () =>
  run('pgbench', ['--version']).then(
    () => true,
    () => false,
  );

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const CODE = /^[0-9A-Z]{4}-[0-9A-Z]{4}$/;

/** What was booked while it was recorded, and what stays when something else is. */
export interface Sample {
  /** Minutes since 1970. */
  start: number;
  providerId: string;
  /** Ids that are not made for the booking. */
  knownIds: ReadonlySet<string>;
}

/**
 * Writes a recorded booking as a script of pgbench: every value is a parameter still, but the ids that a booking is given
 * are made from its number, and its time and provider are those of its slot.
 */
export class Script {
  readonly constants = new Map<string, string>();
  readonly #made = new Map<string, number>();
  readonly #sample: Sample;

  constructor(sample: Sample) {
    this.#sample = sample;
  }

  #valueOf(value: Value): string {
    const { start, providerId, knownIds } = this.#sample;
    const day = Math.floor(start / DAY);
    if (value === null) return 'NULL';
    // pgbench has no empty variables.
    if (value === '') return "''";
    if (Array.isArray(value)) return `ARRAY[${value.map((one) => this.#valueOf(one)).join(', ')}]`;
    if (value instanceof Date)
      return `to_timestamp((:day::int + ${Math.round(value.getTime() / 86_400_000) - day}) * 86400)`;
    if (typeof value === 'number' && Math.abs(value - start) < DAY) return `(:start::int + ${value - start})`;
    if (typeof value === 'number' && Math.abs(value - day) < 60) return `(:day::int + ${value - day})`;
    const text = String(value);
    if (text === providerId) return '(:providers::uuid[])[:provider::int]';
    if (DATE.test(text)) return `(date '1970-01-01' + (:day::int + ${dayOf(text) - day}))`;
    if (CODE.test(text)) return 'to_hex(:number::int)';
    if (UUID.test(text) && !knownIds.has(text)) {
      // They ascend as those of the API do.
      const kind = this.#made.get(text) ?? this.#made.size;
      this.#made.set(text, kind);
      return `(lpad(to_hex(:number::int), 12, '0') || '7000800000000000000${kind}')::uuid`;
    }
    const name = this.constants.get(text) ?? `constant${this.constants.size}`;
    this.constants.set(text, name);
    return `:${name}`;
  }

  /** @param types of its parameters */
  statement({ text, values }: Recorded, types: readonly string[]): string {
    const line = text.replaceAll(/\s+/g, ' ').trim();
    return `${line.replaceAll(/\$(\d+)/g, (_, number: string) => {
      const index = Number(number) - 1;
      return `(${this.#valueOf(values[index] ?? null)})::${types[index] ?? 'text'}`;
    })};`;
  }
}

async function typesOf(client: pg.Client, text: string): Promise<string[]> {
  if (!/^\s*(SELECT|INSERT|UPDATE|WITH)/.test(text)) return [];
  await client.query(`PREPARE typed AS ${text}`);
  const { rows } = await client.query<{ types: string[] }>(
    `SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'typed'`,
  );
  await client.query('DEALLOCATE typed');
  return rows[0]?.types ?? [];
}

/** Ready to run. */
export interface Pgbench {
  file: string;
  url: string;
  /** Of the variables of the script. */
  defines: Record<string, string | number>;
}

/**
 * @param file where to write the script
 * @param url of the role that the API has
 */
export async function writeScript(
  file: string,
  url: string,
  sample: Sample,
  recorded: readonly Recorded[],
  providerIds: readonly string[],
): Promise<Pgbench> {
  const script = new Script(sample);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { firstDay, perDay, providers, timesOfDay, firstMinute, minutes } = SLOTS;
  const lines = [
    '\\set turn :turn + 1',
    '\\set number :first + :turn * :clients + :client_id',
    `\\set provider :number % ${providers} + 1`,
    `\\set day ${firstDay} + :number / ${perDay}`,
    `\\set start :day * ${DAY} + ${firstMinute} + :number / ${providers} % ${timesOfDay} * ${minutes}`,
  ];
  for (const [index, statement] of recorded.entries()) {
    // What the API sends in one round trip goes out in one here, too.
    if (statement.isFirst) lines.push(...(index > 0 ? ['\\endpipeline'] : []), '\\startpipeline');
    lines.push(script.statement(statement, await typesOf(client, statement.text)));
  }
  await client.end();
  await writeFile(file, [...lines, '\\endpipeline', ''].join('\n'));
  const constants = Object.fromEntries([...script.constants].map(([value, name]) => [name, value]));
  return { file, url, defines: { ...constants, providers: `{${providerIds.join(',')}}`, turn: -1 } };
}

/**
 * Books slots, each client every so manieth.
 * @param first number of the first slot @param count a multiple of the clients
 * @returns microseconds per booking
 */
export async function runPgbench(
  { file, url, defines }: Pgbench,
  { clients, count, first }: { clients: number; count: number; first: number },
): Promise<number> {
  const variables = Object.entries({ ...defines, clients, first });
  const { stdout } = await run('pgbench', [
    ...['--no-vacuum', '--protocol=prepared', `--client=${clients}`, '--jobs=2'],
    ...[`--transactions=${count / clients}`, `--file=${file}`],
    ...variables.map(([name, value]) => `--define=${name}=${value}`),
    url,
  ]);
  return 1_000_000 / Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
}
