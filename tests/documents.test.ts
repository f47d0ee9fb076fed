// What the documents say is there: files, headings, commands. What they tell people to run is run by a test, or says why not.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../scripts/lib/paths.ts';
import { commandsOf, proofOf, untriedCommands } from './documents/commands.ts';
import { PROOFS, WHOLE } from './documents/proofs.ts';
import { everyFile, readDocuments, takeApart } from './documents/read.ts';
import { lostLinks, lostPaths } from './documents/references.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const files = new Set(everyFile());
const documents = readDocuments();
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

test('every link leads somewhere, and every file that is named is there', () => {
  const problems = documents.flatMap((one) => [
    ...lostLinks(one, documents, files),
    ...lostPaths(one, files),
  ]);
  expect(problems).toEqual([]);
});

test('every command is run by a test, or says why not', () => {
  expect(documents.flatMap((document) => untriedCommands(document, scripts))).toEqual([]);
});

const used = new Set(
  documents.flatMap((one) => commandsOf(one).flatMap(({ text }) => proofOf(text)?.[0] ?? [])),
);

test('nothing is proven that no document says any more', () => {
  expect(Object.keys(PROOFS).filter((command) => !used.has(command))).toEqual([]);
  expect(Object.keys(WHOLE).filter((file) => !files.has(file))).toEqual([]);
});

test('the tests that are said to run commands are there, and have what runs them', () => {
  const problems = [...used, ...Object.keys(WHOLE)].flatMap((name) => {
    const proof = PROOFS[name] ?? WHOLE[name];
    if (!proof || 'not' in proof) return [];
    if (!existsSync(join(root, proof.test))) return [`"${name}" is run by ${proof.test}, which is not there`];
    return read(proof.test).includes(proof.has)
      ? []
      : [`${proof.test} has no "${proof.has}", which runs "${name}"`];
  });
  expect(problems).toEqual([]);
});

test('the index leads to every document', () => {
  const index = read('docs/README.md');
  const missing = documents
    .map(({ file }) => file)
    .filter((file) => file.startsWith('docs/') && file !== 'docs/README.md')
    .filter((file) => !index.includes(`](${file.slice('docs/'.length)})`));
  expect(missing).toEqual([]);
});

test('every domain of the backend has its place in the plan of the house', () => {
  const plan = read('docs/architecture.md');
  const rooms = readdirSync(join(root, 'backend/src/modules'));
  expect(rooms.filter((room) => !plan.includes(`\`${room}\``))).toEqual([]);
});

test('the workflow does what .ci/run does, and nothing else', () => {
  const workflow = read('.github/workflows/ci.yml');
  expect([...workflow.matchAll(/\brun: *(.+)$/gm)].map(([, command]) => command)).toEqual(['.ci/run']);
  expect(workflow).toMatch(/^on:\n {2}push:\n(.*\n)*? {2}pull_request:/m);
  for (const command of ['npm run check', 'npm test']) expect(read('.ci/run')).toContain(`\n${command} || `);
});

test('whatever a document gets wrong is told with its place', () => {
  const wrong = takeApart(
    'docs/wrong.md',
    [
      '# Some words',
      'See [one](security.md), [lost](nowhere.md), [here](#some-words), [there](#no-words).',
      'In `backend/src/gone.ts`, `app.ts` and `lib/gone/`; `*.contract.ts` are many.',
      'Then `npm run nothing`, `npm run check`, `npm run bench -- --fast` or `git gone away`:',
      '```sh',
      'npm run bench \\',
      '  --json',
      'unheard of',
      '```',
    ].join('\n'),
  );
  expect([
    ...lostLinks(wrong, [...documents, wrong], new Set([...files, wrong.file])),
    ...lostPaths(wrong, files),
    ...untriedCommands(wrong, scripts),
  ]).toEqual([
    'docs/wrong.md:2 links to docs/nowhere.md, which is not there',
    'docs/wrong.md:2 links to #no-words, which no heading of docs/wrong.md is called',
    'docs/wrong.md:3 names backend/src/gone.ts, which is not there',
    'docs/wrong.md:3 names lib/gone/, which is not there',
    expect.stringMatching(/^docs\/wrong\.md:8 says "unheard of": write in /),
    'docs/wrong.md:4 says "npm run nothing", but package.json has no script "nothing"',
    'docs/wrong.md:4 says "npm run bench -- --fast", but the command knows no --fast',
    expect.stringMatching(/^docs\/wrong\.md:4 says "git gone away": write in /),
  ]);
});
