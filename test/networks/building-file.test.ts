import { describe, expect, test } from 'vitest';
import { MOST_NETWORKS } from '../../src/networks/building-file.ts';
import { cells, HEADING, read, row } from './building-lines.ts';

const BERLIN = {
  prefix: '10.1.0.0/16',
  name: 'Berlin Wi-Fi',
  building: 'Berlin 1',
  ownership: 'Contoso',
  buildingType: 'Office',
  officeType: 'RE',
  city: 'Berlin',
  zipCode: '10115',
  country: 'Germany',
  state: 'BE',
  region: 'EMEA',
  isInsideCorp: true,
  hasExpressRoute: false,
  isVpn: false,
};
const MUNICH = { NetworkIP: '10.2.0.0', City: 'München' };

describe('a building file is taken as it is', () => {
  test.each([
    ['with 15 columns', row()],
    ['with 14 columns, without VPN', cells().slice(0, 14).join(',')],
    ['with an empty VPN', row({ VPN: '' })],
    ['tab-separated', cells().join('\t')],
    ['with a byte order mark', `\ufeff${row()}`],
    ['with CRLF and empty lines', `\r\n${row()}\r\n\r\n`],
    [
      'with quotes',
      cells()
        .map((cell) => `"${cell}"`)
        .join(','),
    ],
    [
      'with spaces around cells',
      cells()
        .map((cell) => ` ${cell} `)
        .join(','),
    ],
    ['in UTF-16, as Excel writes "Unicode text"', Buffer.from(`\ufeff${cells().join('\t')}\r\n`, 'utf16le')],
  ])('%s', async (_, file) => {
    expect(await read(file)).toEqual({ networks: [BERLIN], mistakes: [], hasHeading: false });
  });

  test('and a first line with the names of the columns is skipped and said', async () => {
    const spaced = HEADING.replace('NetworkIP', 'Network IP').toUpperCase();
    for (const heading of [
      HEADING,
      spaced,
      HEADING.replace(',VPN', ''),
      HEADING.replace('NetworkIP', 'Network'),
    ]) {
      expect(await read(`\ufeff${heading}\r\n${row()}`)).toEqual({
        networks: [BERLIN],
        mistakes: [],
        hasHeading: true,
      });
    }
  });

  test('texts are kept as they are: commas and quotes in quotes, formulas, other scripts, none', async () => {
    const name = '=HYPERLINK("https://x")';
    const { networks, mistakes } = await read(
      `${row({ NetworkName: `"${name.replaceAll('"', '""')}"`, BuildingName: '"Mitte, 1"', City: '+1', State: '', Region: '東京' })}\n`,
    );
    expect(mistakes).toEqual([]);
    expect(networks).toEqual([
      { ...BERLIN, name, building: 'Mitte, 1', city: '+1', state: '', region: '東京' },
    ]);
  });

  test('a comma in a tab-separated name, and a character that two pieces of the file share, are kept', async () => {
    const bytes = Buffer.from(cells({ ...MUNICH, BuildingName: 'Mitte, 1' }).join('\t'));
    const within = bytes.indexOf('ü') + 1;
    const { networks } = await read([bytes.subarray(0, within), bytes.subarray(within)]);
    expect(networks).toMatchObject([{ building: 'Mitte, 1', city: 'München' }]);
  });

  test('a longer prefix inside a shorter one is allowed, with the same address too, and so is IPv6', async () => {
    const { networks, mistakes } = await read(
      [
        row({ NetworkIP: '10.0.0.0', NetworkRange: '8' }),
        row({ NetworkIP: '10.0.0.0', NetworkRange: '24' }),
        row({ NetworkIP: '10.0.0.7', NetworkRange: '32', VPN: '1' }),
        row({ NetworkIP: '2001:db8::', NetworkRange: '32' }),
        row({ NetworkIP: '2001:db8::1', NetworkRange: '128' }),
      ].join('\n'),
    );
    expect(mistakes).toEqual([]);
    expect(networks.map(({ prefix }) => prefix)).toEqual([
      '10.0.0.0/8',
      '10.0.0.0/24',
      '10.0.0.7/32',
      '2001:db8::/32',
      '2001:db8::1/128',
    ]);
  });
});

describe('what is wrong with a building file is named with its line', () => {
  const utf8 = 'characters that are not UTF-8: in Excel, save the file as "CSV UTF-8"';
  test.each<[string, string | Uint8Array, ReadonlyArray<string>]>([
    ['nothing in it', '', ['1: no network in the file']],
    ['only a heading', `${HEADING}\n`, ['1: no network in the file']],
    ['16 columns', `${row()},0`, ['1: columns: 16, expected 15, or 14 without VPN']],
    ['13 columns', cells().slice(0, 13).join(','), ['1: columns: 13, expected 15, or 14 without VPN']],
    [
      'semicolons',
      cells().join(';'),
      ['1: separated by semicolons, not by commas or tabs: in Excel, save the file as "Unicode Text"'],
    ],
    ['no address', row({ NetworkIP: 'Berlin' }), ['1: NetworkIP is "Berlin", which is not an IP address']],
    ['an empty address', row({ NetworkIP: '' }), ['1: NetworkIP is empty, which is not an IP address']],
    [
      'an octet of 256',
      row({ NetworkIP: '10.256.0.0' }),
      ['1: NetworkIP is "10.256.0.0", which is not an IP address'],
    ],
    [
      'a prefix in one cell',
      row({ NetworkIP: '10.1.0.0/16' }),
      ['1: NetworkIP is "10.1.0.0/16", which is not an IP address'],
    ],
    ['/33', row({ NetworkRange: '33' }), ['1: NetworkRange is "33", expected a number from 1 to 32']],
    ['/0', row({ NetworkRange: '0' }), ['1: NetworkRange is "0", expected a number from 1 to 32']],
    [
      'a mask',
      row({ NetworkRange: '255.255.0.0' }),
      ['1: NetworkRange is "255.255.0.0", expected a number from 1 to 32'],
    ],
    [
      '/129 in IPv6',
      row({ NetworkIP: '2001:db8::', NetworkRange: '129' }),
      ['1: NetworkRange is "129", expected a number from 1 to 128'],
    ],
    [
      'host bits set',
      row({ NetworkIP: '10.1.2.3' }),
      ['1: 10.1.2.3/16 has bits behind the prefix: the network is 10.1.0.0/16'],
    ],
    [
      'host bits set in IPv6',
      row({ NetworkIP: '2001:db8::1', NetworkRange: '64' }),
      ['1: 2001:db8::1/64 has bits behind the prefix: the network is 2001:db8:0:0:0:0:0:0/64'],
    ],
    [
      'the same prefix twice',
      `${HEADING}\n\n${row()}\n${row(MUNICH)}\n${row({ City: 'Hamburg' })}`,
      ['5: 10.1.0.0/16 is in line 3 already'],
    ],
    [
      'the same IPv6 prefix twice, written in two ways',
      `${row({ NetworkIP: '2001:db8::', NetworkRange: '32' })}\n${row({ NetworkIP: '2001:DB8:0::0', NetworkRange: '32' })}`,
      ['2: 2001:DB8:0::0/32 is in line 1 already'],
    ],
    [
      'words for Booleans',
      row({ InsideCorp: 'yes', ExpressRoute: '', VPN: 'false' }),
      [
        '1: InsideCorp is "yes", expected 0 or 1',
        '1: ExpressRoute is empty, expected 0 or 1',
        '1: VPN is "false", expected 0 or 1',
      ],
    ],
    ['Windows-1252', Buffer.from(`${row()}\n${row(MUNICH)}`, 'latin1'), [`2: ${utf8}`]],
    [
      'an Excel workbook',
      'PK\u0003\u0004\u0014\u0000\n\u0001\n',
      ['1: an Excel workbook: in Excel, save the file as "CSV UTF-8"'],
    ],
    [
      'columns in another order',
      `${HEADING.replace('City,ZipCode', 'ZipCode,City')}\n${row()}`,
      ['1: column 8 is ZipCode, expected City', '1: column 9 is City, expected ZipCode'],
    ],
  ])('%s', async (_, file, mistakes) => {
    expect((await read(file)).mistakes).toEqual(mistakes);
  });

  test('everything at once, and a wrong quote spoils its own line alone', async () => {
    const quote =
      'a quote (") is wrong: a text that has quotes stands in quotes itself, and its own are written twice';
    const { mistakes, networks } = await read(
      [
        row({ BuildingName: '"Berlin 1' }),
        row({ NetworkIP: '10.3.0.0', NetworkRange: '33', InsideCorp: '2' }),
        row({ NetworkIP: '10.4.0.0', BuildingName: '24" hall' }),
        row({ NetworkIP: '10.5.0.0', VPN: '2' }),
        row({ NetworkIP: '10.5.0.0', VPN: '3' }),
        row(MUNICH),
      ].join('\r\n'),
    );
    expect(mistakes).toEqual([
      `1: ${quote}`,
      '2: NetworkRange is "33", expected a number from 1 to 32',
      '2: InsideCorp is "2", expected 0 or 1',
      `3: ${quote}`,
      '4: VPN is "2", expected 0 or 1',
      '5: 10.5.0.0/16 is in line 4 already',
      '5: VPN is "3", expected 0 or 1',
    ]);
    expect(networks.map(({ city }) => city)).toEqual(['München']);
  });

  test('more networks than the dashboard takes, of which the others are checked', async () => {
    const lines = Array.from({ length: 2_500 }, (_, n) =>
      row({ NetworkIP: `10.1.${n >> 8}.${n & 255}`, NetworkRange: n === 1_500 ? '33' : '32' }),
    );
    const { networks, mistakes } = await read([HEADING, ...lines].join('\n'), 2_000);
    expect(networks).toHaveLength(1_999);
    expect(mistakes).toEqual([
      '1502: NetworkRange is "33", expected a number from 1 to 32',
      '2002: more than 2,000 networks; the lines below are not read',
    ]);
    expect(MOST_NETWORKS).toBe(1_000_000);
  });
});
