import * as z from 'zod/mini';
import { about, patchOf } from './verticals.fields.ts';
import {
  DEFAULT_MESSAGES,
  features,
  featuresLayer,
  featureSwitches,
  messages,
} from './verticals.messages.ts';
import { paymentLayerRules, payments, paymentsLayer } from './verticals.payments.ts';
import { policies, policiesLayer, policyRules } from './verticals.policies.ts';
import { priceRules } from './verticals.prices.ts';
import { scheduling, schedulingLayer, schedulingLayerRules } from './verticals.scheduling.ts';
import { series } from './verticals.series.ts';

const TEXTS = {
  scheduling: 'Which starts are offered, and who takes a booking.',
  policies: 'What cancelling, moving and not coming cost, and what is paid beforehand.',
  priceRules: 'Prices by weekday, time, date, customer or provider; the first rule that holds counts.',
  series: 'Rhythms in which a booking can repeat.',
  messages: 'What customers are told, when and in which ways.',
  features: 'What customers and staff can do here.',
  payments: 'Ways to pay, and tax.',
};

/** What the vertical's file says and each layer (tenant, business, location, service) may say otherwise. */
export const settingsSections = {
  scheduling: about(z.prefault(scheduling, {}), TEXTS.scheduling),
  policies: about(z.prefault(policies, {}), TEXTS.policies),
  priceRules: about(z._default(priceRules, []), TEXTS.priceRules),
  series: about(z._default(series, []), TEXTS.series),
  messages: about(z._default(messages, DEFAULT_MESSAGES), TEXTS.messages),
  features: about(z.prefault(features, {}), TEXTS.features),
  payments: about(z.prefault(payments, {}), TEXTS.payments),
};

/** All settings, complete. */
export const settings = z.strictObject(settingsSections);
export type Settings = z.infer<typeof settings>;

/** What one layer says: any part of the settings, nothing filled in. */
export const settingsLayer = z.strictObject({
  scheduling: z.optional(schedulingLayer),
  policies: z.optional(policiesLayer),
  priceRules: z.optional(priceRules),
  series: z.optional(series),
  messages: z.optional(messages),
  features: z.optional(featuresLayer),
  payments: z.optional(paymentsLayer),
});
export type SettingsLayer = z.infer<typeof settingsLayer>;

/** A change of one layer: what it names is set, null takes it away (the layer before it holds again). */
export const settingsPatch = patchOf({
  scheduling: patchOf(schedulingLayerRules),
  policies: patchOf(policyRules),
  priceRules,
  series,
  messages,
  features: patchOf(featureSwitches),
  payments: patchOf(paymentLayerRules),
});
export type SettingsPatch = z.infer<typeof settingsPatch>;
