import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../backend/test/database.ts';
import { databaseTask } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

it('a task that has nothing to tell succeeds, and one that fails says why', async () => {
  await expect(databaseTask('check', database.env)).resolves.toBeNull();
  await database.asOwner(`INSERT INTO tenants (slug, name, vertical) VALUES ('old', 'Old', 'gone')`);
  await expect(databaseTask('check', database.env)).rejects.toMatchObject({
    message: 'The files of verticals are not as they should be; nothing was started:',
    details:
      'niche-configs/gone.json: is not there, although these are made from it: Old (old). Put the file back.',
  });
}, 60_000);
