import type { ResolvedSettings } from '#lib/api/types.ts';
import { formatMoney, formatWeekday } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { itemsOf, type Control, type Unit } from './controls.ts';
import { choiceOf, labelOf, textOf } from './rule-words.ts';
import { definitions, type SectionName } from './schema.server.ts';
import { scaleOf } from './typed.ts';

export interface Spoken {
  locale: string;
  currency: string;
}

/** A control as the page draws it, with everything in one language. */
export interface RuleControl {
  path: string;
  label: string;
  kind: Control['kind'];
  /** As it is typed; several of lists of choices. */
  value: string | string[];
  /** What stands behind a number. */
  unit?: string;
  options?: { value: string; label: string }[];
  /** Parts of a group, or entries of a list, the last of which can be added. */
  parts?: RuleControl[];
  /** Of a list: how many of its parts are there already. */
  count?: number;
}

/** One key of a section, which a layer sets or inherits. */
export interface Rule {
  key: string;
  text?: string;
  control: RuleControl;
  from: string;
  isOwn: boolean;
  inherited: string | null;
}

export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

const scale = (unit: Unit, { currency }: Spoken) => scaleOf(unit, digitsOf(currency));
const partOf = (value: unknown, name: string | number): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const lastOf = ({ path }: Control) => path.split('.').at(-1) ?? path;

function unitText(unit: Unit, currency: string): string | undefined {
  if (unit === 'minutes') return m.rules_unit_minutes();
  if (unit === 'days') return m.rules_unit_days();
  if (unit === 'percent') return '%';
  return unit === 'money' ? currency : undefined;
}

function optionsOf(control: Control, locale: string) {
  if (control.kind === 'days')
    return [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: formatWeekday(day, locale) }));
  if (control.kind !== 'choice' && control.kind !== 'order') return undefined;
  return control.options.map((value) => ({ value, label: choiceOf(value) }));
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function typedOf(control: Control, value: unknown, spoken: Spoken): string | string[] {
  if (control.kind === 'days' || control.kind === 'order')
    return Array.isArray(value) ? value.map(String) : [];
  if (value === undefined || value === null) return '';
  if (control.kind === 'number')
    return new Intl.NumberFormat(spoken.locale, { useGrouping: false, maximumFractionDigits: 2 }).format(
      Number(value) / scale(control.unit, spoken),
    );
  if (control.kind === 'switch') return value === true ? 'on' : '';
  return [value].flat().map(plain).join(', ');
}

/** @param group the name of the field around it */
function drawn(control: Control, value: unknown, spoken: Spoken, group = ''): RuleControl {
  const { path, name, kind } = control;
  const isEntry = /^\d+$/.test(lastOf(control));
  const label = isEntry ? '' : labelOf(name, group);
  const options = optionsOf(control, spoken.locale);
  if (kind === 'group' || kind === 'list') {
    const count = Array.isArray(value) ? value.length : 0;
    const parts = kind === 'group' ? control.fields : itemsOf(control, definitions, count);
    return {
      ...{ path, label, kind, value: '', count },
      parts: parts.map((part) => drawn(part, partOf(value, lastOf(part)), spoken, name)),
    };
  }
  const unit = kind === 'number' ? unitText(control.unit, spoken.currency) : undefined;
  return {
    ...{ path, label, kind, value: typedOf(control, value, spoken) },
    ...(unit !== undefined && { unit }),
    ...(options && { options }),
  };
}

/** A value in words, as it stands beside "without this change". */
function inWords(control: Control, value: unknown, spoken: Spoken): string {
  if (value === undefined) return m.rules_not_set();
  const { locale, currency } = spoken;
  if (control.kind === 'group') {
    const said = control.fields.filter((field) => partOf(value, lastOf(field)) !== undefined);
    const texts = said.map((field) => {
      const text = inWords(field, partOf(value, lastOf(field)), spoken);
      return said.length === 1 ? text : `${labelOf(field.name, control.name)}: ${text}`;
    });
    return texts.join('; ') || m.rules_not_set();
  }
  if (control.kind === 'list') {
    const items = Array.isArray(value) ? value : [];
    const all = itemsOf(control, definitions, items.length);
    return (
      items.map((item, index) => (all[index] ? inWords(all[index], item, spoken) : '')).join(' · ') ||
      m.rules_no()
    );
  }
  if (control.kind === 'number') {
    if (control.unit === 'money') return formatMoney({ amount: Number(value), currency }, locale);
    const unit = unitText(control.unit, currency);
    return [typedOf(control, value, spoken), unit].filter(Boolean).join(' ');
  }
  if (control.kind === 'switch') return value === true ? m.rules_yes() : m.rules_no();
  const named = new Map(optionsOf(control, locale)?.map((option) => [option.value, option.label]));
  return [value]
    .flat()
    .map((each) => named.get(plain(each)) ?? plain(each))
    .join(', ');
}

const fromTexts: Record<string, () => string> = {
  vertical: m.rules_from_vertical,
  tenant: m.rules_from_tenant,
};

/** A section's rules at a layer. @param layerName how the layers between the tenant's and this one are called */
export function rulesOf(
  section: SectionName,
  control: Control,
  { value, from, inherited }: ResolvedSettings,
  { layer, nameOf }: { layer: string; nameOf: (layer: string) => string },
  spoken: Spoken,
): Rule[] {
  const isWhole = control.kind === 'list';
  const keys = control.kind === 'group' ? control.fields : [control];
  return keys.map((key) => {
    const path = isWhole ? section : key.path;
    const said = from[path] ?? 'vertical';
    const isOwn = said === layer;
    const read = (settings: unknown) =>
      isWhole ? partOf(settings, section) : partOf(partOf(settings, section), key.name);
    const text = textOf(key.name);
    return {
      key: path,
      ...(text !== undefined && !isWhole && { text }),
      control: drawn(key, read(value), spoken),
      from: isOwn ? m.rules_from_here() : (fromTexts[said]?.() ?? nameOf(said)),
      isOwn,
      inherited: isOwn ? inWords(key, read(inherited), spoken) : null,
    };
  });
}
