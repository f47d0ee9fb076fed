/** A file of tests that runs the command, or what it calls, with words that stand in it; or why no test does. */
export type Proof = { test: string; has: string } | { not: string };

/** Documents whose blocks of shell are run by a test from the first line to the last, as they stand there. */
export const WHOLE: Record<string, Proof> = {
  'docs/tour.md': { test: 'tests/start.test.ts', has: "'tour.md'" },
  'docs/api.md': { test: 'tests/start.test.ts', has: "'api.md'" },
};

const ci = (has: string): Proof => ({ test: '.ci/run', has });
const tenants = (has: string): Proof => ({ test: 'scripts/tenant/commands.test.ts', has });

const noDocker = 'no Docker engine was at hand; docs/production.md says what was tried of it, and how';

/**
 * Every command that the documents tell people to give, by its first words; the entry with the most words counts. A document
 * with a command that is not here fails `tests/documents.test.ts`.
 */
export const PROOFS: Record<string, Proof> = {
  'npm start': { test: 'tests/start.test.ts', has: "'start.ts'" },
  'npm test': ci('npm test'),
  'npm run check': ci('npm run check'),
  'npm run dev': { not: 'it watches files until it is stopped; the processes are those of npm start' },
  'npm run generate': { test: 'scripts/check.ts', has: 'fileGenerators' },
  'node scripts/generate.ts': { test: 'scripts/check.ts', has: 'fileGenerators' },
  'node backend/src/main.ts': { test: 'tests/lib/processes.ts', has: 'backendRole(role)' },

  'npm run db -- migrate': { test: 'tests/start.test.ts', has: 'Migrating the database: up to date' },
  'npm run db -- seed': { test: 'tests/start.test.ts', has: 'http://fade.localhost' },
  'npm run db -- status': { not: 'it only reads; `migrate.test.ts` tries what it reads' },
  'npm run db -- reindex': { not: 'it asks the database to make anew what `search.test.ts` compares' },
  'npm run db -- reset': { not: 'it deletes everything' },
  'npm run db -- backup': { test: 'scripts/backup/backup.test.ts', has: 'elsewhere' },
  'npm run db -- restore': { test: 'scripts/backup/backup.test.ts', has: 'elsewhere' },
  '15 3 * * *': { not: 'a line of a crontab; what it calls is tried' },

  'npm run tenant': tenants('commands[name]'),
  'npm run tenant -- create': tenants('create escuela'),
  'npm run tenant -- list': tenants("'list'"),
  'npm run tenant -- suspend': tenants('suspend b'),
  'npm run tenant -- resume': tenants('resume b'),
  'npm run tenant -- domain': tenants('domain a add'),
  'npm run tenant -- operator': tenants('operator add'),
  'npm run tenant -- export': { test: 'scripts/tenant/archive.test.ts', has: 'equal rows' },
  'npm run tenant -- import': { test: 'scripts/tenant/archive.test.ts', has: 'another installation' },

  'npm run niche -- new': { test: 'tests/niche-new.test.ts', has: 'driving-school' },
  'npm run niche -- list': { test: 'tests/niche.test.ts', has: 'list(' },
  'npm run niche -- validate': { test: 'tests/niche.test.ts', has: 'validate(' },
  'npm run niche -- conform': { test: 'tests/conform.test.ts', has: 'conform' },
  'npm run niche -- preview': { test: 'tests/long/preview.test.ts', has: "'preview'" },

  'npm run slots': { test: 'tests/slots.test.ts', has: "'slots'" },
  'npm run oracle': { test: 'tests/oracle.test.ts', has: "'oracle'" },
  'npm run bench': { test: 'tests/bench.test.ts', has: 'scripts/bench.ts' },
  'npm run torture': { test: 'tests/torture.test.ts', has: 'runRound' },
  'npm run torture -- --points': { not: 'it takes the better part of an hour' },
  'npm run torture -- --rolling': { test: 'tests/fleet.test.ts', has: 'restarted under load' },
  'npm run load': { test: 'scripts/load/scenarios.test.ts', has: 'every scenario' },
  'npm run screens': { not: 'it takes pictures for people to look at, for some minutes' },
  'npm run lighthouse': { not: 'its figures hold on a quiet machine only' },

  'npx vitest run': ci('npm test'),
  'apt-get install': {
    not: "what a machine of one's own has is one's own; `.ci/run` installs what it needs",
  },
  'api=http://fade.localhost:3000/api/v1': {
    not: 'it looks at an installation that runs; the tour does the same',
  },
  curl: { not: 'it looks at an installation that runs; the tour does the same' },
  docker: { not: noDocker },
  'for each in $(docker': { not: noDocker },
  'sh docker/secrets.sh': { test: 'tests/production.test.ts', has: "'secrets.sh'" },
  echo: { not: "it writes a setting of one's own" },
  'git pull': { not: "it asks an upstream of one's own" },
};
