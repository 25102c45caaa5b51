/** Who is taken out of a call: those whose erasure was asked for after it began. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toDateTime } from '../../src/language/date-time.ts';
import { searchForErased } from '../../src/withheld/erasure.ts';
import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';

const instant = (second: number) => toDateTime(new Date(second * 1_000));
const idOf = (person: number) => `person-number-${person}`;

/** The table in which they asked at these seconds, in any order. */
function erasedAt(seconds: ReadonlyArray<number>): Withheld {
  const erasures = seconds.map((second, person) => ({
    row: { partitionKey: '', rowKey: `erasure_${person}`, cells: {}, etag: '' },
    values: {
      RequestedAt: instant(second),
      Ids: JSON.stringify([idOf(person)]),
      Pseudonym: `erased-${person}`,
      Calls: 0,
    },
  }));
  return { ...NOTHING_WITHHELD, erasures };
}

it('everybody who asked after a call began is looked for in it, and no other', () => {
  const second = fc.nat({ max: 20 });
  fc.assert(
    fc.property(fc.array(second, { maxLength: 12 }), fc.array(second, { maxLength: 5 }), (asked, begun) => {
      const withheld = erasedAt(asked);
      for (const start of begun) {
        const search = searchForErased(withheld, instant(start));
        const found = asked.flatMap((_, person) => (search?.personCalled(idOf(person)) ? [person] : []));
        expect(found).toEqual(asked.flatMap((at, person) => (at > start ? [person] : [])));
      }
    }),
  );
});
