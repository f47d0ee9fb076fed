import { join } from 'node:path';
import { FEW_FAULTS } from './company.ts';
import type { CheckName } from './checks.ts';
import type { Wiring } from './round.ts';

/** A guard that is taken away, and the checks of which at least one must then see it. */
export interface Control {
  name: string;
  wiring: Wiring;
  seenBy: CheckName[];
}

/** What a transaction has written stays unseen by the others for a while, so that they do meet. */
const SLOWLY = `
  CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.1); RETURN NULL; END';
  CREATE TRIGGER dawdles AFTER INSERT ON allocations FOR EACH STATEMENT EXECUTE FUNCTION dawdle();`;

export const CONTROLS: Control[] = [
  {
    name: 'no lock and no exclusion constraint',
    wiring: {
      ddl: `ALTER TABLE allocations DROP CONSTRAINT allocations_no_overlap;
        CREATE OR REPLACE FUNCTION lock_subjects(ids uuid[]) RETURNS void LANGUAGE sql RETURN NULL;
        ${SLOWLY}`,
      async also(life, starts) {
        for (const start of starts) await Promise.all(Array.from({ length: 4 }, () => life.bookAt(start)));
      },
    },
    seenBy: ['no overlap'],
  },
  {
    name: 'a random payment key',
    wiring: {
      faults: { ...FEW_FAULTS, loseRefunds: true, randomKeys: true },
      // What is paid and cancelled is given back by half; the answer to that is lost, and it is asked for again.
      async also(life, starts) {
        for (const start of starts) {
          const known = await life.bookAt(start);
          if (!known) continue;
          await life.pay(known, 'pay');
          await life.cancel(known);
        }
      },
    },
    seenBy: ['charges are bookings or refunds'],
  },
  {
    name: 'no signature check',
    wiring: { preload: [join(import.meta.dirname, 'unsigned.ts')] },
    seenBy: ['no forged event was taken'],
  },
];
