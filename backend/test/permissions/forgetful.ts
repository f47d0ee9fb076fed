import type { Database, TransactionOptions, TransactionScope } from '../../src/lib/database.ts';

/** Carries an answer out of a transaction that is taken back. */
class TakenBack<T> extends Error {
  readonly answer: T;
  constructor(answer: T) {
    super('taken back');
    this.answer = answer;
  }
}

/** A database that answers as ever and keeps nothing: what is deleted for one who asks is there for the next. */
export function forgetful(database: Database): Database {
  const taking =
    <Client>(
      run: (
        scope: TransactionScope,
        work: (client: Client) => Promise<never>,
        options?: TransactionOptions,
      ) => Promise<never>,
    ) =>
    async <T>(
      scope: TransactionScope,
      work: (client: Client) => Promise<T>,
      options?: TransactionOptions,
    ): Promise<T> => {
      try {
        return await run(
          scope,
          async (client) => {
            throw new TakenBack(await work(client));
          },
          options,
        );
      } catch (error) {
        if (error instanceof TakenBack) return error.answer as T;
        throw error;
      }
    };
  return {
    ...database,
    transaction: taking(database.transaction),
    prepared: taking(database.prepared),
  };
}
