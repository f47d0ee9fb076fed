import type { Locale, Noun, Terminology } from '../../../backend/src/modules/verticals/verticals.contract.ts';

export type Term = keyof NonNullable<Terminology['en']>;

/** A vertical's words in one language. */
export type Terms = Record<Term, Noun>;

const noun = (one: string, other: string, gender: 'm' | 'f'): Noun => ({ one, other, gender });

/** What things are called where nothing nearer is known, and what the example is made of. */
export const WORDS: Record<
  Locale,
  { terms: Terms; tagline: string; people: [string, ...string[]]; street: string }
> = {
  'es-AR': {
    terms: {
      provider: noun('profesional', 'profesionales', 'm'),
      customer: noun('cliente', 'clientes', 'm'),
      booking: noun('turno', 'turnos', 'm'),
      business: noun('negocio', 'negocios', 'm'),
      service: noun('servicio', 'servicios', 'm'),
      location: noun('sucursal', 'sucursales', 'f'),
      resource: noun('recurso', 'recursos', 'm'),
    },
    tagline: 'Elegí día y hora, y listo.',
    people: ['Julieta Arce', 'Damián Ferro', 'Rocío Palma', 'Nahuel Vidal'],
    street: 'San Martín',
  },
  en: {
    terms: {
      provider: { one: 'professional', other: 'professionals' },
      customer: { one: 'customer', other: 'customers' },
      booking: { one: 'booking', other: 'bookings' },
      business: { one: 'business', other: 'businesses' },
      service: { one: 'service', other: 'services' },
      location: { one: 'branch', other: 'branches' },
      resource: { one: 'resource', other: 'resources' },
    },
    tagline: 'Choose a day and a time. Done.',
    people: ['Julia Archer', 'Damian Ford', 'Rose Palmer', 'Noel Vance'],
    street: 'Station Road',
  },
  'pt-BR': {
    terms: {
      provider: noun('profissional', 'profissionais', 'm'),
      customer: noun('cliente', 'clientes', 'm'),
      booking: noun('horário', 'horários', 'm'),
      business: noun('negócio', 'negócios', 'm'),
      service: noun('serviço', 'serviços', 'm'),
      location: noun('unidade', 'unidades', 'f'),
      resource: noun('recurso', 'recursos', 'm'),
    },
    tagline: 'Escolha o dia e a hora. Pronto.',
    people: ['Júlia Arcanjo', 'Damião Ferreira', 'Rosa Palma', 'Noel Vidal'],
    street: 'Rua das Flores',
  },
};

/** "Clase práctica" as a key: "clase-practica". */
export function keyOf(name: string): string {
  const key = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);
  return key || 'x';
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
