import { describe, expect, it } from 'vitest';
import { graphDateTime, isoDuration, sortableDateTime } from '../date-time.ts';

describe('date-times', () => {
  it('are written with up to seven digits, without zeros at the end', () => {
    const noon = Date.parse('2026-11-23T12:00:00.120Z');
    expect([
      graphDateTime(noon, 3400),
      graphDateTime(noon, 7),
      graphDateTime(noon),
      graphDateTime(noon - 120),
    ]).toEqual([
      '2026-11-23T12:00:00.12034Z',
      '2026-11-23T12:00:00.1200007Z',
      '2026-11-23T12:00:00.12Z',
      '2026-11-23T12:00:00Z',
    ]);
  });

  it('sort by time although their digits differ in number, and whatever their zone', () => {
    const inOrder = [
      '2026-11-23T12:00:32Z',
      '2026-11-23T12:00:32.922748Z',
      '2026-11-23T12:00:32.9227481Z',
      '2026-11-23T13:00:32.93+01:00',
      '2026-11-23T12:00:33Z',
    ];
    expect([...inOrder].sort()).not.toEqual(inOrder);
    const sortable = inOrder.map(sortableDateTime);
    expect([...sortable].sort()).toEqual(sortable);
    expect(sortableDateTime('yesterday')).toBeUndefined();
    expect(sortableDateTime('2026-13-23T12:00:32Z')).toBeUndefined();
  });
});

describe('durations', () => {
  it.each([
    [0, 'PT0S'],
    [0.016, 'PT0.016S'],
    [65.5, 'PT1M5.5S'],
    [3600, 'PT1H'],
  ])('of %d seconds are written %s', (seconds, text) => {
    expect(isoDuration(seconds)).toBe(text);
  });
});
