import type { Draws } from './seed-draws.ts';

const FIRST_NAMES =
  `Sofía Martina Valentina Camila Julieta Agustina Florencia Micaela Rocío Lucía Paula Carolina Natalia
  Verónica Silvina Mariana Gabriela Soledad Antonella Delfina Mateo Benjamín Tomás Joaquín Santiago Facundo Franco Lautaro
  Ignacio Nicolás Federico Gonzalo Hernán Esteban Ramiro Leandro Maximiliano Ezequiel Damián Marcelo`.split(
    /\s+/,
  );

const SURNAMES =
  `González Rodríguez Gómez Fernández López Díaz Martínez Pérez Romero Sánchez García Sosa Torres Álvarez
  Ruiz Ramírez Flores Benítez Acosta Medina Herrera Suárez Aguirre Giménez Gutiérrez Pereyra Rojas Molina Castro Ortiz Núñez
  Luna Juárez Cabrera Ríos Godoy Morales Domínguez Moreno Peralta Vega Carrizo Quiroga Castillo Ledesma Muñoz Ojeda Ponce
  Vera Vázquez Villalba Cardozo Navarro Bianchi Rossi Ferrari Colombo Marchetti Etchegaray Oyarzún`.split(
    /\s+/,
  );

/** Kept for examples (RFC 2606): nobody gets a mail by mistake. */
const DOMAINS = ['example.com', 'example.net', 'example.org'];
const AREA_CODES = ['11', '221', '223', '261', '341', '351', '381'];

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/[^a-z]/gi, '')
    .toLowerCase();

export interface Person {
  name: string;
  email: string;
  phone: string;
}

/** So many people of Argentina who do not exist, each with a name and a mail address of their own. */
export function peopleFrom({ below, one }: Draws, count: number): Person[] {
  const people = new Map<string, Person>();
  while (people.size < count) {
    const [first = '', last = ''] = [one(FIRST_NAMES), one(SURNAMES)];
    const email = `${plain(first)}.${plain(last)}@${one(DOMAINS)}`;
    const phone = `+54 9 ${one(AREA_CODES)} 555-${String(100 + below(100)).padStart(4, '0')}`;
    people.set(`${first} ${last}`, { name: `${first} ${last}`, email, phone });
  }
  return [...people.values()];
}
