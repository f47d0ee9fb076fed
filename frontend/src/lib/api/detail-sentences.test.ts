import { expect, it } from 'vitest';
import { m } from '#lib/i18n/words.ts';
import { detailSentence } from './detail-sentences.ts';

it.each([
  ['is named twice. Name each once.', m.bad_twice()],
  ['does not come after 09:30. List each start once, in order.', m.bad_order()],
  ['is not less than 120 of the step before. Put the earliest first.', m.bad_steps_order()],
  ['leaves out the time after it. Add a step for 0.', m.bad_steps_last()],
  ['(late) always holds, so no rule after it does. Put it last.', m.bad_rule_always()],
  ['is below the 7 seats that are sold', m.bad_seats()],
  ['is past', m.bad_past()],
])('"%s" is said as people say it', (said, told) => {
  expect(detailSentence(said)).toBe(told);
});

it('leaves what it does not know to whoever asks', () => {
  expect(detailSentence('Expected string, received number')).toBeUndefined();
});
