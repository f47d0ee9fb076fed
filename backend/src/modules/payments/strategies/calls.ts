import { PaymentError, type PaymentProvider } from './strategy.ts';

/**
 * Wraps the calls of a company's library: what it throws becomes a `PaymentError`, and what it lets hang ends in time.
 * @param patience milliseconds for a whole call
 * @param explain what an error of that library means
 */
export function caller(
  provider: PaymentProvider,
  explain: (error: unknown) => PaymentError,
  patience: number,
) {
  return async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new PaymentError(provider, 'unavailable', `no answer in ${patience} ms`));
      timer = setTimeout(giveUp, patience);
    });
    try {
      return await Promise.race([call(), tooLate]);
    } catch (error) {
      throw error instanceof PaymentError ? error : explain(error);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** A header that is sent once, or undefined. */
export function headerOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** So many UTF-16 units at most, and never half a character. */
export const cut = (text: string, most: number): string => text.slice(0, most).toWellFormed();

/** The exact amount that the provider takes, or a refusal: `supports` should have been asked. */
export function amountOr<Value>(provider: PaymentProvider, value: Value | undefined): Value {
  if (value === undefined) {
    throw new PaymentError(provider, 'refused', 'the amount has no exact form here', { reason: 'amount' });
  }
  return value;
}

/** What a documented answer must hold. */
export function told<Value>(provider: PaymentProvider, value: Value | null | undefined, what: string): Value {
  if (value === undefined || value === null)
    throw new PaymentError(provider, 'unknown', `no ${what} in the answer`);
  return value;
}
