import * as z from 'zod/mini';
import type { Deps } from '../../backend/src/deps.ts';
import { newTenant } from '../../backend/src/modules/operators/operators.contract.ts';
import {
  forbidOperating,
  letOperate,
  listOperators,
} from '../../backend/src/modules/operators/operators.people.ts';
import { Told } from '../launch/steps.mjs';
import { table } from '../lib/table.ts';
import { operatorOf } from './operator.ts';

const { email: emailField, name: nameField } = newTenant.shape.admin.shape;

function emailOf(written: string | undefined): string {
  const read = z.safeParse(emailField, written);
  if (read.success) return read.data;
  throw new Told(`"${written ?? ''}" is no mail address: npm run tenant -- operator add ana@example.com`);
}

/** The people who look after the installation at `/operator`: without them nobody can sign in there. */
export async function operator(
  deps: Deps,
  [deed, written]: readonly string[],
  { name }: { name?: string },
): Promise<string[]> {
  const ctx = operatorOf(deps);
  if (deed === 'list') {
    const people = await listOperators(ctx);
    if (people.length === 0) return ['There are none.'];
    return [table([['mail', 'name'], ...people.map((person) => [person.email, person.name])])];
  }
  if (deed === 'add') {
    const email = emailOf(written);
    const read = z.safeParse(z.optional(nameField), name);
    if (!read.success) throw new Told(`--name: ${read.error.issues[0]?.message ?? ''}`);
    const password = await letOperate(ctx, { email, name: read.data });
    return [
      `  ${email} signs in at ${deps.env.PUBLIC_URL}/operator with the password`,
      `    ${password}`,
      '  which is told only here. The same command makes another one.',
    ];
  }
  if (deed === 'remove') {
    const email = emailOf(written);
    if (!(await forbidOperating(ctx, email))) throw new Told(`${email} is no operator.`);
    return [`  ${email} signs in no more.`];
  }
  throw new Told('Say what to do: npm run tenant -- operator add|remove EMAIL, or operator list');
}
