/**
 * What invented people are called and where they can be rung. Numbers come from the ranges kept free for drama:
 * North American 555-01xx, Ofcom's 020 7946 0xxx and 07700 900xxx.
 */

import type { Random } from '../../random.ts';

type Names = readonly [string, ...Array<string>];

/** Of many tongues, since names are where encodings break. */
export const GIVEN_NAMES = names(
  'Ada Bashir Chiamaka Dagný Emre Freya Göran Hana Ines José Kamala Łukasz Mei Nikos Oyelaran Priya Quang Renée Søren Tomás Uzma Viktor Wanjiru Zoë',
);

export const FAMILY_NAMES = names(
  "Abara Brandström Castellanos D'Arcy Eriksen Fujimori Grześ Halloran Ivanova Jarrah Kowalczyk Lindqvist Marchetti Nakagawa Okonkwo Pérez Quispe Rahimi Straßer Tamm Ünal Vrabec Whitlock 山田",
);

/** In E.164 form. */
export function telephoneNumber(random: Random): string {
  const digits = (count: number): string => String(random.integer(0, 10 ** count - 1)).padStart(count, '0');
  switch (random.integer(0, 2)) {
    case 0:
      return `+1${random.pick(['202', '312', '415'])}55501${digits(2)}`;
    case 1:
      return `+442079460${digits(3)}`;
    default:
      return `+447700900${digits(3)}`;
  }
}

function names(text: string): Names {
  const [first = '', ...others] = text.split(' ');
  return [first, ...others];
}
