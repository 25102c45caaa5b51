import { describe, expect, test } from 'vitest';
import { meetingKey } from '../../src/withheld/join-link.ts';

const THREAD = '/l/meetup-join/19:meeting_nwrmy2@thread.v2/0';

describe('the key of a meeting', () => {
  test.each([
    'https://teams.microsoft.com/l/meetup-join/19%3ameeting_NWRmY2%40thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d',
    'https://teams.microsoft.com/l/meetup-join/19%3Ameeting_NWRmY2%40thread.v2/0',
    'https://gov.teams.microsoft.us/l/meetup-join/19:meeting_NWRmY2@thread.v2/0/?context=y',
    '  https://teams.microsoft.com/_#/l/meetup-join/19:meeting_NWRmY2@thread.v2/0?context=y  ',
  ])('is the same in every form of the link that organizers and Graph write: %s', (link) => {
    expect(meetingKey(link)).toBe(THREAD);
  });

  test('tells two meetings of one channel apart', () => {
    const link = (message: number) =>
      `https://teams.microsoft.com/l/meetup-join/19%3aX%40thread.tacv2/${message}`;
    expect(meetingKey(link(1))).not.toBe(meetingKey(link(2)));
  });

  test('is of a short link, too, whose passcode does not count', () => {
    expect(meetingKey('https://teams.microsoft.com/meet/2345678901234?p=secret')).toBe('/meet/2345678901234');
  });

  test.each([
    '',
    'teams.microsoft.com/l/meetup-join/1',
    'https://example.com/',
    'https://teams.microsoft.com/l/meetup-join/%zz',
  ])('is not to be had from %j', (text) => {
    expect(meetingKey(text)).toBeUndefined();
  });
});
