import { describe, expect, test } from 'vitest';
import { readTokens } from '../../src/language/json-tokens.ts';
import { erasedPeople, withAddressesIn } from '../../src/withheld/erased-people.ts';
import { erasedSegments, erasedText } from '../../src/withheld/erased-text.ts';
import { createPersonSearch } from '../../src/withheld/person-search.ts';

const ADA = 'd0c8e3a2-0000-4000-8000-00000000000a';
const BEN = 'd0c8e3a2-0000-4000-8000-00000000000b';
const PHONE = '+15555550123';
const search = createPersonSearch([{ ids: [ADA, PHONE, 'x1'], pseudonym: 'erased-1' }]);
const people = erasedPeople(search);

const erased = (value: unknown) => JSON.parse(erasedText(JSON.stringify(value), people)) as unknown;

describe('an erased person', () => {
  test('is a pseudonym in every text of an identity, whatever its kind, and types stay', () => {
    const identity = {
      '@odata.type': '#microsoft.graph.communicationsUserIdentity',
      id: ADA.toUpperCase(),
      displayName: 'Ada Lovelace',
      tenantId: 'contoso',
      userPrincipalName: null,
      nested: { city: ['London'] },
    };
    expect(erased([{ user: identity, phone: null }])).toEqual([
      {
        user: {
          '@odata.type': '#microsoft.graph.communicationsUserIdentity',
          id: 'erased-1',
          displayName: 'erased-1',
          tenantId: 'erased-1',
          userPrincipalName: null,
          nested: { city: ['erased-1'] },
        },
        phone: null,
      },
    ]);
  });

  test.each([
    [
      'a join URL',
      `https://teams.microsoft.com/l/meetup-join/19%3ameeting/0?context=%7b%22Oid%22%3a%22${ADA}%22%7d`,
    ],
    ['a thread', `19:${ADA}_${BEN}@unq.gbl.spaces`],
    ['a link to a phone', `tel:${PHONE}`],
    [
      'an encoded phone',
      `https://example.org/?to=${encodeURIComponent(PHONE)}&x=%3A${encodeURIComponent(PHONE)}`,
    ],
  ])('is not found in %s any more', (_where, text) => {
    const after = (erased({ text }) as { text: string }).text;
    expect(after).toContain('erased-1');
    expect(after.toLowerCase()).not.toContain(ADA);
    expect(decodeURIComponent(after)).not.toContain(PHONE);
    expect(after.includes(BEN)).toBe(text.includes(BEN));
  });

  test('is a pseudonym in the other identities of their set, too: a phone that is known to be theirs', () => {
    const phone = { id: '+1202555****', displayName: 'Ada Lovelace' };
    const identity = {
      phone,
      assertedIdentity: { id: ADA, displayName: 'Ada Lovelace' },
      endpointType: null,
    };
    const theirs = { id: 'erased-1', displayName: 'erased-1' };
    const set = { phone: theirs, assertedIdentity: theirs, endpointType: null };
    expect(erased({ id: phone.id, identity })).toEqual({ id: 'erased-1', identity: set });
    expect(erased({ caller: { identity, name: 'HP-1234' } })).toEqual({
      caller: { identity: set, name: '' },
    });
  });

  test('is found behind escapes of JSON', () => {
    const text = `{"to":"\\u002b15555550123","note":"caf\\u00e9"}`;
    expect(search.mayBeIn(text)).toBe(true);
    expect(erasedText(text, people)).toBe(`{"to":"erased-1","note":"caf\\u00e9"}`);
  });

  test.each(['\n', '\t', '\r\n', '\f', '\b'])('is found beside the escape of %j', (sign) => {
    const ids = ['442079460000', 'teamsvisitor:0f1', 'hopper@contoso.example'];
    for (const id of ids) {
      const found = createPersonSearch([{ ids: [id], pseudonym: 'erased-1' }]);
      for (const text of [`see${sign}${id}`, `${id}${sign}see`]) {
        const json = JSON.stringify({ text });
        expect(found.mayBeIn(json), json).toBe(true);
        expect(erasedText(json, erasedPeople(found))).not.toContain(id);
        const cut = `{"text":"${JSON.stringify(json).slice(1, -2)}`;
        expect(found.withoutIds(cut)).not.toContain(id);
      }
      expect(found.withoutIds(`{"body":"{\\u0022to\\u0022:\\u0022${id}\\u0022`)).not.toContain(id);
    }
  });

  test('is found behind what looks like a GUID, and where a sign-in name has a quote', () => {
    const found = createPersonSearch([{ ids: [ADA, 'a"da@contoso.example'], pseudonym: 'erased-1' }]);
    for (const before of ['', '-', 'zzzzzzzz-zzzz-zzzz-zzzz-', `${BEN}-`, '2026-11-29T', 'x-1-']) {
      expect(found.mayBeIn(`{"text":"${before}${ADA.toUpperCase()}"}`), before).toBe(true);
    }
    expect(found.mayBeIn(JSON.stringify({ '@odata.type': '#x', to: 'A"DA@contoso.example' }))).toBe(true);
    expect(found.mayBeIn(JSON.stringify({ '@odata.type': '#x', to: 'da@contoso.example' }))).toBe(false);
  });

  test('is found by a short id, and by the SIP address that it is', () => {
    const found = createPersonSearch([{ ids: ['a@b.de'], pseudonym: 'erased-1' }]);
    for (const id of ['a@b.de', 'sip:a@b.de', 'SIP:A@b.de']) {
      expect(found.mayBeIn(JSON.stringify({ id }))).toBe(true);
      expect(found.withoutIds(id)).toBe('erased-1');
    }
  });

  test('takes addresses along that an identity shows', () => {
    const text = JSON.stringify({ user: { id: ADA, userPrincipalName: 'Ada@Contoso.com' } });
    const whole = withAddressesIn(readTokens(text), people);
    expect(erasedText('{"note":"ask ada@contoso.com or jada@contoso.com"}', whole)).toBe(
      '{"note":"ask erased-1 or jada@contoso.com"}',
    );
  });
});

describe('others', () => {
  test('keep their texts, and every number keeps its own', () => {
    const text = `{ "id":"${BEN}", "n": 1.10, "big":12345678901234567890, "e":1E400, "x1y":"x1y", "z":"+155555501234" }`;
    expect(erasedText(text, people)).toBe(text);
    expect(search.mayBeIn(text)).toBe(false);
  });

  test('whose id begins like a short one are not found in the middle of a word', () => {
    expect(erased({ id: 'x1', text: 'x1', word: 'max1' })).toEqual({
      id: 'erased-1',
      text: 'erased-1',
      word: 'erased-1',
    });
    expect(erased({ other: { id: 'x12', word: 'max1' } })).toEqual({ other: { id: 'x12', word: 'max1' } });
  });
});

describe('the ends of sessions and segments', () => {
  const network = (address: string) => ({
    ipAddress: address,
    macAddress: '00-1',
    subnet: '10.0.0.0',
    port: 5,
  });
  const end = (id: string, name: string) => ({
    name,
    cpuName: 'chip',
    associatedIdentity: { id },
    feedback: { text: 'bad', rating: 'poor' },
  });
  const media = [
    { callerNetwork: network('10.0.0.1'), calleeNetwork: network('10.0.0.2'), callerDevice: { name: 'x' } },
  ];

  test('lose the machine, the feedback and the addresses of the network, and keep subnet and measurements', () => {
    const session = {
      id: 's',
      caller: end(ADA, 'ADA-PC'),
      callee: end(BEN, 'BEN-PC'),
      segments: [{ id: 'g', media }],
    };
    expect(erased(session)).toEqual({
      id: 's',
      caller: {
        name: '',
        cpuName: 'chip',
        associatedIdentity: { id: 'erased-1' },
        feedback: { text: '', rating: 'poor' },
      },
      callee: end(BEN, 'BEN-PC'),
      segments: [
        {
          id: 'g',
          media: [
            {
              callerNetwork: { ipAddress: '', macAddress: '', subnet: '10.0.0.0', port: 5 },
              calleeNetwork: network('10.0.0.2'),
              callerDevice: { name: 'x' },
            },
          ],
        },
      ],
    });
  });

  test('count as theirs where an answer shows segments without their session', () => {
    const text = JSON.stringify({ value: [{ id: 'g', media }], context: ADA });
    const [segment] = (JSON.parse(erasedSegments(text, people)) as { value: Array<{ media: typeof media }> })
      .value;
    expect(segment?.media[0]?.callerNetwork.ipAddress).toBe('');
    expect(segment?.media[0]?.calleeNetwork.ipAddress).toBe('');
  });
});

describe('a device that is named after its owner', () => {
  const identity = { id: ADA, displayName: 'Ada Lovelace' };
  const media = (callerDevice: string, calleeDevice: string) => [
    {
      callerDevice: { captureDeviceName: callerDevice, renderDeviceName: 'Example Speak 510' },
      calleeDevice: { captureDeviceName: calleeDevice },
    },
  ];
  const call = (caller: string, callee: string) => ({
    participants_v2: [{ id: ADA, identity: { user: identity } }],
    sessions: [
      {
        caller: { associatedIdentity: { id: ADA } },
        callee: { associatedIdentity: { id: BEN } },
        segments: [{ media: media(caller, callee) }],
      },
    ],
  });
  const erasedMedia = (caller: string, callee: string) => {
    const text = JSON.stringify(call(caller, callee));
    const shown = withAddressesIn(readTokens(text), people);
    const { sessions } = JSON.parse(erasedText(text, shown)) as ReturnType<typeof call>;
    return sessions[0]?.segments[0]?.media;
  };

  test.each(['Headset (Ada Lovelace Buds)', 'Ada’s AirPods', 'LOVELACE-BUDS', 'Adá’s Buds'])(
    'loses its name at an end of an erased owner: %s',
    (device) => {
      expect(erasedMedia(device, 'Headset')).toEqual(media('', 'Headset'));
    },
  );

  test('keeps it at the end of another, and where no word is the name', () => {
    expect(erasedMedia('USB Adapter', 'Ada’s AirPods')).toEqual(media('USB Adapter', 'Ada’s AirPods'));
  });
});

/** In capital letters, but for those that take two. */
function capitals(text: string): string {
  return Array.from(text, (letter) =>
    letter.toUpperCase().length > letter.length ? letter : letter.toUpperCase(),
  ).join('');
}

test('an id with half of a surrogate pair, which nothing can encode, is found as it is', () => {
  const id = 'visitor:\ud800@x';
  const found = createPersonSearch([{ ids: [id], pseudonym: 'erased-1' }]);
  expect(found.withoutIds(`to ${id}`)).toBe('to erased-1');
});

/** All but what is a letter or stands in most addresses, as .NET encodes. */
function encodedStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

test.each(['+44770090***', 'visitor:(8f)[2d]{1}*?$^|', "o'neill!~x@y.example", "bñoé!'@y.example"])(
  'the id %s is found as it is, and in links, whatever its signs mean in a pattern',
  (id) => {
    const found = createPersonSearch([{ ids: [id], pseudonym: 'erased-1' }]);
    const inPart = Array.from(id, (sign, index) => (index % 2 === 0 ? sign : encodeURIComponent(sign))).join(
      '',
    );
    for (const form of [
      id,
      encodeURIComponent(id),
      encodedStrictly(id),
      encodedStrictly(id).toLowerCase(),
      inPart,
    ]) {
      expect(found.withoutIds(`to ${form}, please`)).toBe('to erased-1, please');
      expect(found.mayBeIn(JSON.stringify({ text: `to ${form}, please` }))).toBe(true);
    }
  },
);

describe('an address', () => {
  const hopper = createPersonSearch([{ ids: ['hopper@contoso.example'], pseudonym: 'erased-1' }]);

  test.each([
    'grace.hopper@contoso.example',
    'grace-hopper@contoso.example',
    'grace_hopper@contoso.example',
    'grace+hopper@contoso.example',
    "o'hopper@contoso.example",
    'CONTOSO\\ahopper@contoso.example',
    'g.-hopper@contoso.example',
    'hopper@contoso.example.org',
  ])('is not found in %s, which is somebody else’s', (other) => {
    for (const text of [other, `sip:${other}`, `to ${other}, please`]) {
      for (const form of [text, encodeURIComponent(text), text.toUpperCase()]) {
        expect(hopper.withoutIds(form)).toBe(form);
        expect(hopper.mayBeIn(JSON.stringify(form))).toBe(false);
      }
    }
  });

  test.each([
    'sip:hopper@contoso.example',
    "users('hopper@contoso.example')",
    'ask +hopper@contoso.example.',
    'a, -hopper@contoso.example',
    '?to=_hopper@contoso.example&x=.',
    'Grace <hopper@contoso.example>',
    'I called...hopper@contoso.example',
    'ada@contoso.example_hopper@contoso.example',
    'ada@contoso.example-hopper@contoso.example',
    'erased-0123456789abcdef_hopper@contoso.example',
  ])('is found in %s', (text) => {
    for (const form of [text, encodeURIComponent(text), text.toUpperCase()]) {
      expect(hopper.withoutIds(form)).toContain('erased-1');
      expect(hopper.mayBeIn(JSON.stringify(form))).toBe(true);
    }
  });

  test.each(['.', '_', '%2B', 'a-', '@a-'])('is looked for at once in a long line of %s', (sign) => {
    const letters = Array.from('abcdefghijklmnopqrstuvwxyz0123456789_é漢');
    const names = letters.flatMap((first) => letters.map((second) => `${first}${second}.b`));
    const ids = names.map((name) => `${name}@contoso.example`);
    const text = `${sign.repeat(100_000)} aa.b@`;
    const found = createPersonSearch([{ ids, pseudonym: 'erased-1' }]);
    expect(found.withoutIds(text)).toBe(text);
    expect(found.mayBeIn(JSON.stringify(text))).toBe(false);
  });
});

test('an address is found whatever letters stand before its sign, in any case, behind words and in links', () => {
  const addresses = [
    'a@contoso.example',
    'Grace.Hopper@contoso.example',
    'zoë@contoso.example',
    'deseret\u{10428}@contoso.example',
    'alİ@contoso.example',
    'i\u0307pek@contoso.example',
    'ΟΔΥΣΣΕΥΣ@contoso.example',
    'straße@contoso.example',
    'ë+a@contoso.example',
  ];
  // Of those without letters any sign may be the beginning, which lets all others be found as well.
  for (const ids of [addresses, ['@contoso-person']]) {
    const found = createPersonSearch([{ ids, pseudonym: 'erased-1' }]);
    const cases = ids.flatMap((id) => [id, id.replaceAll('i\u0307', 'İ'), capitals(id), id.toLowerCase()]);
    const forms = cases.flatMap((id) => [id, encodeURIComponent(id), encodeURI(id)]);
    for (const form of forms) {
      for (const text of [form, `to ${form}, please`, `https://x.example/?to=${form}`]) {
        const json = JSON.stringify({ '@odata.type': '#x', text });
        expect(found.mayBeIn(json), text).toBe(true);
        expect(found.withoutIds(text), text).toContain('erased-1');
      }
    }
    expect(found.mayBeIn(JSON.stringify({ '@odata.type': '#x', text: 'b@contoso.example' }))).toBe(false);
  }
});

test('a search for a thousand people reads a text once', () => {
  const people = Array.from({ length: 1_000 }, (_, index) => ({
    ids: [`d0c8e3a2-0000-4000-8000-${index.toString(16).padStart(12, '0')}`],
    pseudonym: `erased-${index}`,
  }));
  const many = createPersonSearch(people);
  expect(many.withoutIds(`19:${ADA}_x`)).toBe('19:erased-10_x');
});
