import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail, type ErrorDetail } from '../../lib/errors.ts';
import type { FormField, IntakeForm, Vertical } from '../verticals/verticals.contract.ts';
import { checkAnswers } from './intake.answers.ts';
import type { GivenAnswers, Guest, IntakeRequest, KeptAnswer } from './intake.contract.ts';
import { resolveFiles } from './intake.files.ts';

/** What is booked, as far as it is asked about. */
export interface IntakeSubject {
  businessId: string;
  /** In their order. */
  items: readonly { templateKey: string | null }[];
  /** Of a class or departure; null where nothing is sold by seats. */
  seats: number | null;
  /** Whether staff books: they may ask later what is required. */
  isServed: boolean;
  customer: { id: string; isNew: boolean };
}

/** What was answered, checked: it only has to be written. */
export interface Intake {
  forms: { position: number; form: string; answers: KeptAnswer[] }[];
  customer: KeptAnswer[];
  guests: readonly Guest[];
}

const CUSTOMER = statement<{ answers: Record<string, KeptAnswer> }>(`
  SELECT answers FROM customer_answers WHERE tenant_id = $1 AND customer_id = $2`);

function formsOf(vertical: Vertical, items: IntakeSubject['items']): (IntakeForm | undefined)[] {
  return items.map(({ templateKey }) => {
    const type = vertical.serviceTypes.find(({ key }) => key === templateKey);
    return vertical.intakeForms.find(({ key }) => key === type?.intakeForm);
  });
}

/** What each item's form is answered, and how mistakes in it are named. */
function partsOf(
  answers: NonNullable<IntakeRequest['answers']>,
  forms: readonly (IntakeForm | undefined)[],
): { path: string; given: GivenAnswers }[] {
  if (Array.isArray(answers))
    return forms.map((_, index) => ({ path: `answers.${index}`, given: answers[index] ?? {} }));
  // One for all: each form takes its own; what none takes is told with the first.
  const asked = new Set(forms.flatMap((form) => form?.fields.map(({ key }) => key) ?? []));
  return forms.map((form, index) => ({
    path: 'answers',
    given: Object.fromEntries(
      Object.entries(answers).filter(
        ([key]) => form?.fields.some((field) => field.key === key) || (index === 0 && !asked.has(key)),
      ),
    ),
  }));
}

/** What was answered once needs no answer again: the old ones count for what is shown after them. */
function unanswered(
  fields: readonly FormField[],
  given: GivenAnswers,
  before: Record<string, KeptAnswer>,
): { fields: FormField[]; given: GivenAnswers } {
  const known = new Set(
    Object.values(before)
      .filter(({ key, consent }) => {
        const field = fields.find((field) => field.key === key);
        return field && (!field.consent || field.consent.version === consent?.version);
      })
      .map(({ key }) => key),
  );
  const asked = fields.filter(({ key }) => !known.has(key) || Object.hasOwn(given, key));
  const shown = asked.map(({ showIf, ...field }) => {
    const isKnown = showIf && known.has(showIf.field) && !Object.hasOwn(given, showIf.field);
    if (!isKnown) return { ...field, ...(showIf && { showIf }) };
    const { value } = before[showIf.field] ?? {};
    const isShown = Array.isArray(value) ? value.includes(String(showIf.is)) : value === showIf.is;
    return isShown ? field : undefined;
  });
  return { given, fields: shown.filter((field) => field !== undefined) };
}

function guestMistakes({ seats }: IntakeSubject, guests: readonly Guest[]): ErrorDetail[] {
  if (seats === null || guests.length < seats) return [];
  return [{ field: 'guests', message: `are at most ${seats - 1} beside the customer: as many as seats` }];
}

/**
 * Checks what comes with a booking against the forms of its services, what its customer is asked once, and its seats. Where there
 * is nothing to ask it costs nothing.
 * @throws VALIDATION naming each field: "answers.pet-name"; of a list "answers.1.pet-name"
 */
export async function agreeOnIntake(
  ctx: SqlCtx,
  { vertical, secret }: { vertical: Vertical; secret: string },
  { answers = {}, customerAnswers = {}, guests = [] }: IntakeRequest,
  subject: IntakeSubject,
): Promise<Intake> {
  const { sql, tenant } = ctx;
  const { customer, isServed: isLenient, items, businessId } = subject;
  const at = ctx.now();
  const forms = formsOf(vertical, items);
  const parts = partsOf(answers, forms).map(({ path, given }, index) => ({
    path,
    ...checkAnswers(forms[index]?.fields ?? [], given, { at, path, isLenient }),
  }));
  const isAsked = vertical.customerFields.length > 0 && !customer.isNew;
  const [row] = isAsked ? await sql(CUSTOMER, [tenant.id, customer.id]) : [];
  const once = unanswered(vertical.customerFields, customerAnswers, row?.answers ?? {});
  const path = 'customerAnswers';
  const own = { path, ...checkAnswers(once.fields, once.given, { at, path, isLenient }) };
  const mistakes = [...parts, own].flatMap((part) => part.mistakes);
  if (Array.isArray(answers) && answers.length > items.length)
    mistakes.push({ field: 'answers', message: 'are more than there are items' });
  mistakes.push(...guestMistakes(subject, guests));
  if (mistakes.length === 0) mistakes.push(...(await resolveFiles(ctx, secret, businessId, [...parts, own])));
  if (mistakes.length > 0) throw fail('VALIDATION', { details: mistakes });
  return {
    forms: parts.flatMap(({ kept }, position) => {
      const form = forms[position]?.key;
      return form === undefined || kept.length === 0 ? [] : [{ position, form, answers: kept }];
    }),
    customer: own.kept,
    guests,
  };
}

const ADD_ANSWERS = statement(`
  INSERT INTO booking_answers (tenant_id, booking_id, position, form, form_version, answers)
  SELECT $1, b.id, f.position, f.form, $3, f.answers
  FROM unnest($2::uuid[]) AS b (id), unnest($4::int[], $5::text[], $6::jsonb[]) AS f (position, form, answers)
  ON CONFLICT (tenant_id, booking_id, position) DO NOTHING`);

const ADD_GUESTS = statement(`
  INSERT INTO booking_guests (tenant_id, booking_id, position, name, email, phone)
  SELECT $1, b.id, g.position - 1, g.name, g.email, g.phone
  FROM unnest($2::uuid[]) AS b (id),
    unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS g (name, email, phone, position)
  ON CONFLICT (tenant_id, booking_id, position) DO NOTHING`);

const KEEP_CUSTOMER = statement(`
  INSERT INTO customer_answers (tenant_id, customer_id, answers) VALUES ($1, $2, $3)
  ON CONFLICT (tenant_id, customer_id) DO UPDATE SET answers = customer_answers.answers || excluded.answers`);

/** Sends what was answered, after the bookings and their customer; it is not waited for. */
export function writeIntake(
  { sql, tenant }: SqlCtx,
  vertical: Vertical,
  { forms, customer, guests }: Intake,
  { bookingIds, customerId }: { bookingIds: readonly string[]; customerId: string },
): void {
  if (forms.length > 0)
    void sql(ADD_ANSWERS, [
      tenant.id,
      bookingIds,
      vertical.version,
      forms.map(({ position }) => position),
      forms.map(({ form }) => form),
      forms.map(({ answers }) => JSON.stringify(answers)),
    ]);
  if (guests.length > 0)
    void sql(ADD_GUESTS, [
      tenant.id,
      bookingIds,
      guests.map(({ name }) => name),
      guests.map(({ email = null }) => email),
      guests.map(({ phone = null }) => phone),
    ]);
  if (customer.length > 0) {
    const byKey = Object.fromEntries(customer.map((answer) => [answer.key, answer]));
    void sql(KEEP_CUSTOMER, [tenant.id, customerId, JSON.stringify(byKey)]);
  }
}
