import * as z from 'zod/mini';
import { verticalFile } from './verticals.contract.ts';

/** The JSON schema that editors use for `niche-configs/*.json`, as the text of `niche-configs/schema.json`. */
export function renderSchema(): string {
  const schema = z.toJSONSchema(verticalFile, { io: 'input' });
  return JSON.stringify({ ...schema, title: 'A vertical of Turnero' }, null, 2) + '\n';
}
