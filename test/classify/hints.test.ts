import { describe, expect, test } from 'vitest';
import type { StreamValues } from '../../src/classify/classified-columns.ts';
import { classifyStream } from '../../src/classify/classify-stream.ts';
import { AUDIO, VIDEO } from './streams.ts';

function hints(changed: Partial<StreamValues>): ReadonlyArray<string> {
  return classifyStream({ ...AUDIO, ...changed }).hints;
}

describe.each([
  ['caller', 'Caller'],
  ['callee', 'Callee'],
] as const)('at the %s', (end, prefix) => {
  const at = (column: string, value: unknown) => ({ [`${prefix}${column}`]: value });
  test.each([
    [at('CaptureNotFunctioningEventRatio', 0.005), ['CaptureFaulty']],
    [at('CaptureNotFunctioningEventRatio', 0.0049), []],
    [at('RenderNotFunctioningEventRatio', 0.005), ['RenderFaulty']],
    [at('RenderNotFunctioningEventRatio', 0.0049), []],
    [at('CpuInsufficientEventRatio', 0.005), ['CpuBusy']],
    [at('CpuInsufficientEventRatio', 0.0049), []],
    [at('LowSpeechLevelEventRatio', 0.005), ['SpeechQuiet']],
    [at('LowSpeechLevelEventRatio', 0.0049), []],
    [at('LowSpeechLevelEventRatio', -1), []],
    [at('LowSpeechLevelEventRatio', Number.NaN), []],
    [at('ConnectionType', 'wifi'), []],
    [at('WifiSignalStrengthPercent', 39), []],
    [{ ...at('ConnectionType', 'wifi'), ...at('WifiSignalStrengthPercent', 39) }, ['WifiWeak']],
    [{ ...at('ConnectionType', 'wifi'), ...at('WifiSignalStrengthPercent', 40) }, []],
    [{ ...at('ConnectionType', 'wifi'), ...at('WifiSignalStrengthPercent', -1) }, []],
    [{ ...at('ConnectionType', 'wired'), ...at('WifiSignalStrengthPercent', 0) }, []],
    [at('WifiBand', 'frequency24GHz'), ['Wifi24GHz']],
    [at('WifiBand', 'frequency50GHz'), []],
    [at('WifiBand', 'unknown'), []],
    [at('NetworkTransportProtocol', 'tcp'), ['Tcp']],
    [at('NetworkTransportProtocol', 'udp'), []],
    [at('ConnectionType', 'tunnel'), ['Tunnel']],
    [at('ConnectionType', 'mobile'), []],
    [at('RelayIpAddress', '203.0.113.7'), ['Relay']],
    [at('RelayIpAddress', ''), []],
  ])('%o gives the hints %o', (changed, expected) => {
    expect(hints(changed)).toEqual(expected.map((hint) => end + hint));
  });
});

test('what was heard gives hints by the limits of the earlier rules', () => {
  expect(hints({ AverageAudioDegradation: 1, AverageRatioOfConcealedSamples: 0.07 })).toEqual([]);
  expect(hints({ AverageAudioDegradation: 1.01 })).toEqual(['degradationHigh']);
  expect(hints({ AverageRatioOfConcealedSamples: 0.0701 })).toEqual(['concealmentHigh']);
});

test('hints of both ends stand together, the caller first, and make no stream poor', () => {
  const ends: Partial<StreamValues> = {
    CallerNetworkTransportProtocol: 'tcp',
    CalleeNetworkTransportProtocol: 'tcp',
    CalleeConnectionType: 'tunnel',
  };
  expect(hints(ends)).toEqual(['callerTcp', 'calleeTcp', 'calleeTunnel']);
  expect(classifyStream({ ...AUDIO, ...ends }).quality).toBe('good');
  expect(classifyStream({ ...VIDEO, ...ends })).toMatchObject({
    quality: 'good',
    hints: ['callerTcp', 'calleeTcp', 'calleeTunnel'],
  });
});

test('a stream that cannot be classified has its hints', () => {
  expect(classifyStream({ CallerNetworkTransportProtocol: 'tcp' })).toEqual({
    quality: 'unclassified',
    because: ['labelMissing'],
    medium: undefined,
    hints: ['callerTcp'],
  });
});
