import { resolvedSettings } from '@turnero/backend/contracts/settings';
import * as z from 'zod/mini';
import { controlOf, type Control, type Definitions, type JsonSchema } from './controls.ts';

const whole = z.toJSONSchema(resolvedSettings.shape.value) as JsonSchema & {
  properties: Record<string, JsonSchema>;
};
export const definitions: Definitions = whole.$defs ?? {};

/** Keys that are kept and that nothing obeys yet are not offered. */
const isPlanned = ({ description = '' }: JsonSchema) => /nothing obeys it yet/.test(description);

function withoutPlanned(section: JsonSchema): JsonSchema {
  const kept = Object.entries(section.properties ?? {}).filter(([, field]) => !isPlanned(field));
  return section.properties ? { ...section, properties: Object.fromEntries(kept) } : section;
}

export type SectionName = keyof typeof resolvedSettings.shape.value.shape;

/** Every section of the settings as a form, from the contract that the API checks by. */
export const sections: ReadonlyMap<SectionName, Control> = new Map(
  Object.entries(whole.properties).map(([name, schema]) => [
    name as SectionName,
    controlOf(withoutPlanned(schema), definitions, name),
  ]),
);
