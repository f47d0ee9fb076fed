import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp, type App } from '../../src/app.ts';
import { testApp, type TestApp } from '../harness.ts';
import { operationsOf, urlOf } from '../openapi-requests.ts';
import { createAccount, createActors, type Headers } from './actors.ts';
import { forgetful } from './forgetful.ts';
import { casesOf, payloadOf, type Case } from './requests.ts';
import { TABLE } from './table.ts';
import { makeThings, paramsOf, type Things } from './things.ts';
import { membersOf, NAMES, wordsFor, type Who } from './who.ts';

let t: TestApp;
let app: App;
let things: Things;
let headersOf: Headers;
let cases: Case[];

beforeAll(async () => {
  t = await testApp();
  const providerId = await createAccount(t.a, 'provider');
  things = await makeThings(t, providerId);
  headersOf = await createActors(t, things, providerId);
  const { database, operatorDatabase } = t.deps;
  app = await buildApp({
    ...t.deps,
    database: forgetful(database),
    operatorDatabase: forgetful(operatorDatabase),
  });
  await app.ready();
  cases = casesOf(operationsOf(app), things);
});
afterAll(async () => {
  await app.close();
  await t.close();
});

/** What people of other businesses and tenants, and visitors, are never told of. */
const PRIVATE = [
  ...[
    'api_keys',
    'blocks',
    'bookings',
    'business_applications',
    'coupons',
    'customers',
    'invitations',
    'messages',
  ],
  ...['payment_accounts', 'payments', 'series', 'sessions', 'time_off', 'users', 'waitlist_entries'],
];
const OUTSIDERS = new Set<Who>(['visitor', 'neighbour', 'foreigner']);

/** The status of one request of somebody, whose answer must hold nothing that is not theirs to see. */
async function ask(one: Case, who: Who): Promise<number> {
  const { operation, sent } = one;
  const { headers, payload } = payloadOf(one, things);
  const query = new URLSearchParams(sent.query).toString();
  const answer = await app.inject({
    method: operation.method as 'GET',
    url: urlOf(operation, paramsOf(things, t, operation)) + (query && `?${query}`),
    // Each from elsewhere: this is not about limits.
    remoteAddress: `203.0.${randomInt(256)}.${randomInt(256)}`,
    headers: { ...headers, ...headersOf(who, operation) },
    ...(payload !== undefined && { payload }),
  });
  expect(answer.statusCode, `${one.name} by ${who}: ${answer.body.slice(0, 300)}`).toBeLessThan(500);
  const told = PRIVATE.filter((table) => answer.body.includes(things.idOf(table)));
  if (OUTSIDERS.has(who) && answer.statusCode < 400)
    expect([one.name, who, told]).toEqual([one.name, who, []]);
  return answer.statusCode;
}

/** Where 401 is about a password or token that was sent, and not about who asks. */
const DOORS = new Set(['logIn', 'logInOperator', 'refresh']);

const isRefusal = ({ name }: Case, status: number) =>
  status === 403 || status === 404 || (status === 401 && !DOORS.has(name));

it('lets in whom the table names, and nobody else: every route, everybody', async () => {
  const found: Record<string, string> = {};
  for (const one of cases) {
    const inside = new Set<Who>();
    for (const who of NAMES) if (!isRefusal(one, await ask(one, who))) inside.add(who);
    found[one.name] = wordsFor(inside);
  }
  const declared = Object.fromEntries(
    Object.entries(TABLE).map(([name, words]) => [name, wordsFor(membersOf(words))]),
  );
  expect(found).toEqual(declared);
  // What nobody reaches proves nothing: its address or body is wrong.
  expect(Object.keys(found).filter((name) => found[name] === '')).toEqual([]);
}, 300_000);
