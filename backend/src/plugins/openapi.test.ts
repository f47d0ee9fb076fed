import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../test/harness.ts';
import { renderOpenApi } from '../openapi.generate.ts';

let t: TestApp;
// Typed as what they are to the linter: anything.
const some = (type: unknown): unknown => expect.any(type);
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

describe('the documentation', () => {
  it('names, sorts and guards every operation', () => {
    const document = t.app.swagger();
    const described = Object.values(document.paths ?? {}).flatMap((item) =>
      Object.values(item as Record<string, Record<string, unknown>>),
    );
    expect(described.length).toBeGreaterThan(20);
    for (const operation of described) {
      expect(operation).toMatchObject({
        summary: some(String),
        operationId: like(/^[a-z][A-Za-z]+$/),
        tags: [some(String)],
        'x-permission': some(String),
      });
    }
    const ids = described.map(({ operationId }) => operationId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('is the same wherever it is made, with a database or without', async () => {
    expect(JSON.parse(await renderOpenApi())).toEqual(JSON.parse(JSON.stringify(t.app.swagger())));
  });
});
