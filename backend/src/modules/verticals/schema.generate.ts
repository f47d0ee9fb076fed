import * as z from 'zod/mini';
import { verticalFile } from './verticals.contract.ts';

/** The JSON schema that editors use for `niche-configs/*.json`, as the text of `niche-configs/schema.json`. */
export function renderSchema(): string {
  const { required, ...schema } = z.toJSONSchema(verticalFile, { io: 'input' });
  // A file that extends another leaves out what it takes from there.
  const whole = { required: ['vertical'], if: { required: ['extends'] }, else: { required } };
  return JSON.stringify({ ...schema, ...whole, title: 'A vertical of Turnero' }, null, 2) + '\n';
}
