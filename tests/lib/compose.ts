import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type Dockerfile } from 'dockerfile-ast';
import { parse } from 'yaml';
import { root } from '../../scripts/lib/paths.ts';

/** What is read of a service in docker-compose.yml, after its merges. */
export interface Service {
  image?: string;
  build?: { target: string };
  user?: string;
  read_only?: boolean;
  restart?: string;
  profiles?: string[];
  container_name?: string;
  command?: string[];
  ports?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  volumes?: string[];
  secrets?: (string | { source: string })[];
  networks: string[] | Record<string, { ipv4_address?: string } | null>;
}

export interface Compose {
  services: Record<string, Service>;
  networks: Record<
    string,
    { ipam?: { config: { subnet: string; ip_range: string; gateway: string }[] } } | null
  >;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
}

export const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');

export const composeText = read('docker-compose.yml');
export const compose = parse(composeText, { merge: true }) as Compose;

/** A variable's value where the operator's `.env` has nothing but what must be there. */
export const filledIn = (value: string): string =>
  value.replaceAll(
    /\$\{([A-Z0-9_]+)(?::([-?])([^}]*))?\}/g,
    (_, _name: string, kind: string, text: string) => (kind === '?' ? 'https://turnos.example.com' : text),
  );

export interface Stage {
  name: string;
  from: string;
  user: string | undefined;
  words: string[];
  health: string[];
}

/** The stages of the Dockerfile, with what they inherit from each other. */
export function readStages(source = read('Dockerfile')): Map<string, Stage> {
  const dockerfile: Dockerfile = DockerfileParser.parse(source);
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of dockerfile.getInstructions()) {
    const text = instruction.getArgumentsContent() ?? '';
    const words = text.slice(text.indexOf('['));
    switch (instruction.getKeyword()) {
      case 'FROM': {
        const [from = '', , name = ''] = text.split(' ');
        stage = { words: [], health: [], user: undefined, ...stages.get(from), name, from };
        stages.set(name, stage);
        break;
      }
      case 'USER':
        if (stage) stage.user = text;
        break;
      case 'CMD':
        if (stage) stage.words = JSON.parse(words) as string[];
        break;
      case 'HEALTHCHECK':
        if (stage) stage.health = JSON.parse(words) as string[];
        break;
    }
  }
  return stages;
}

const asNumber = (address: string) =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
const asAddress = (number: number) =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

/** Addresses of a range like 10.0.0.0/29, without the network's own one where the range begins with it. */
export function addressesOf(range: string, subnet: string): string[] {
  const [first = '', bits = '32'] = range.split('/');
  const all = Array.from({ length: 2 ** (32 - Number(bits)) }, (_, index) =>
    asAddress(asNumber(first) + index),
  );
  return all.filter((address) => address !== subnet.split('/', 1)[0]);
}
