import * as z from 'zod/mini';
import { about, basisPoints, key, localizedText } from './verticals.fields.ts';

const rhythm = z.strictObject({
  key: about(key, 'Unique among the rhythms: "fortnightly".'),
  name: about(localizedText, 'What customers choose: "Every two weeks".'),
  every: about(z.int().check(z.gte(1), z.lte(52)), 'How many of the unit lie between two dates.'),
  unit: about(z.enum(['day', 'week', 'month']), 'What is counted.'),
  discountBasisPoints: about(
    z._default(basisPoints, 0),
    'Taken off the price of each date, in hundredths of a percent.',
  ),
});

export const series = z.array(rhythm).check(z.maxLength(12));
